package runner

import (
	"os/exec"
	"path"
	"strings"
	"testing"
)

const module = "github.com/kbn-conformance/kbn-conformance/"

// everything may be imported by the room at the top.
const everything = "*"

// allowed says which rooms a room may import, in the one direction in which
// data flows. A room that is not listed may not exist.
var allowed = map[string]string{
	"fixtures":                   "",
	"schemas":                    "",
	"reports":                    "",
	"runner/recording":           "",
	"runner/reference":           "runner/reference",
	"runner/output":              "runner/recording",
	"runner/target":              "runner/recording",
	"runner/doctor":              "runner/target runner/recording",
	"runner/openapi":             "schemas",
	"runner/openapi/generate":    "schemas",
	"runner/openapi/observe":     "runner/openapi schemas",
	"runner/openapi/mock":        "runner/openapi runner/openapi/generate runner/reference schemas",
	"runner/openapi/coverage":    "reports runner/openapi runner/plan runner/recording",
	"runner/openapi/flows":       "fixtures runner/openapi runner/openapi/generate runner/plan runner/recording schemas",
	"runner/rules":               "runner/recording schemas",
	"runner/plan":                "fixtures runner/recording schemas",
	"runner/play":                "fixtures runner/plan runner/recording runner/target",
	"runner/kit":                 "fixtures runner/plan runner/recording runner/rules schemas",
	"suites":                     "fixtures runner/kit runner/recording runner/rules schemas suites",
	"runner/record":              "runner/recording",
	"runner/expected":            "reports runner/recording",
	"runner/collect":             "fixtures reports runner/expected runner/kit runner/plan runner/recording",
	"runner/compare":             "reports runner/recording",
	"runner/compare/announce":    "runner/compare runner/openapi",
	"runner/verify":              "fixtures reports runner/collect runner/expected runner/kit runner/plan runner/recording runner/rules schemas",
	"runner/cli":                 everything, // it wires the rooms together
	"runner/selftest":            "fixtures reports reports runner/collect runner/kit runner/plan runner/play runner/recording runner/reference runner/rules runner/target runner/verify schemas suites",
	"runner/npm":                 "",
	"runner/cmd/kbn-conformance": "runner/cli",
}

// ginkgo may be known to the suites, to the glue and to the code that runs specs.
var ginkgo = []string{"suites", "runner/kit", "runner/cli"}

func TestImportsPointOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "../...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Fields(line)
		room := roomOf(fields[0])
		if len(fields) == 1 {
			continue // tests only
		}
		seen++
		rooms, known := allowed[room]
		if !known {
			t.Errorf("%s is no room of the design; add it to this test with what it may import", fields[0])
		}
		for _, imported := range fields[1:] {
			if strings.HasPrefix(imported, "github.com/onsi/") && !under(room, ginkgo) {
				t.Errorf("%s imports %s; Ginkgo and Gomega stay in suites, kit and the code that runs specs", room, imported)
			}
			if strings.HasPrefix(imported, module) && !under(roomOf(imported), strings.Fields(rooms)) {
				t.Errorf("%s imports %s; it may import: %s", room, roomOf(imported), rooms)
			}
		}
	}
	if seen < len(allowed) {
		t.Errorf("only %d packages looked at", seen)
	}
}

// roomOf is the room of a package: the areas are in suites, and the parts of
// the reference server are in its own folder.
func roomOf(pkg string) string {
	p := strings.TrimPrefix(pkg, module)
	for _, whole := range []string{"suites", "runner/reference"} {
		if p == whole || strings.HasPrefix(p, whole+"/") {
			return whole
		}
	}
	return path.Clean(p)
}

func under(room string, rooms []string) bool {
	for _, r := range rooms {
		if r == room || r == everything {
			return true
		}
	}
	return false
}
