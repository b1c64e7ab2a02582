package kit

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/onsi/ginkgo/v2/types"
)

// escapes are the colours in Ginkgo's error texts.
var escapes = regexp.MustCompile(`\x1b\[[0-9;]*m|\{\{[^}]*\}\}`)

// Select compiles a filter by labels; nil selects everything. The syntax is
// that of Ginkgo's label filter.
func Select(filter string) (func(labels []string) bool, error) {
	if strings.TrimSpace(filter) == "" {
		return nil, nil
	}
	match, err := types.ParseLabelFilter(filter)
	if err != nil {
		reason, _, _ := strings.Cut(escapes.ReplaceAllString(err.Error(), ""), "\n")
		return nil, fmt.Errorf("filter %q: %s; want labels joined by && || ! ( ), for example 'area:fleet && !level:optional'", filter, reason)
	}
	return func(labels []string) bool { return match(labels) }, nil
}
