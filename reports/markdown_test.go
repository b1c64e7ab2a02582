package reports

import (
	"strings"
	"testing"
)

// A step summary of GitHub above one MiB is not shown at all.
func TestMarkdownStaysShort(t *testing.T) {
	run := plainRun(3000, 1)
	for i := range run.Cases {
		c := &run.Cases[i]
		c.Outcome, c.Endpoint = Failed, c.Endpoint+strings.Repeat("long", 20)
		long := 20_000
		if i > 50 {
			long = 20
		}
		c.Violations = []Violation{broken("rule-"+c.ID, "/"+c.ID+strings.Repeat("x", long), strings.Repeat("w", long), strings.Repeat("g", long))}
		c.Exchange.Curl = strings.Repeat("c", long)
	}
	Finish(run)
	var b strings.Builder
	if err := WriteMarkdown(&b, run); err != nil || b.Len() > 1<<20 {
		t.Errorf("%d bytes: %v", b.Len(), err)
	}
	if !strings.Contains(b.String(), "(2801 more)") {
		t.Error("the endpoints that are left out are not counted")
	}
}
