package reference

import (
	"fmt"
	"strconv"
	"strings"
)

// release is a Kibana version; snapshot is told apart, as the status answer does.
type release struct {
	major, minor, patch int
	snapshot            bool
}

func parseRelease(text string) (release, error) {
	number, snapshot := strings.CutSuffix(text, "-SNAPSHOT")
	parts := strings.Split(number, ".")
	if len(parts) != 3 {
		return release{}, fmt.Errorf("version %q: want three numbers such as 9.1.0", text)
	}
	var n [3]int
	for i, part := range parts {
		value, err := strconv.Atoi(part)
		if err != nil || value < 0 {
			return release{}, fmt.Errorf("version %q: %q is not a number", text, part)
		}
		n[i] = value
	}
	return release{n[0], n[1], n[2], snapshot}, nil
}

func (r release) String() string { return fmt.Sprintf("%d.%d.%d", r.major, r.minor, r.patch) }

// since tells whether the release is major.minor or a later one.
func (r release) since(major, minor int) bool {
	return r.major > major || r.major == major && r.minor >= minor
}
