package compare_test

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/compare"
)

// What is left out makes no difference, and what is equal is there once.
func TestSlimKeepsWhatIsCompared(t *testing.T) {
	var slim compare.Slim
	one := said("GET", "/api/one", 200, `{"a":1}`, "Date", "Mon, 02 Jun 2025 10:00:00 GMT", "Kbn-Name", "k")
	two := said("GET", "/api/two", 200, `{"a":1}`, "Date", "Mon, 02 Jun 2025 11:00:00 GMT", "Kbn-Name", "k")
	x, y := slim.Exchange(one), slim.Exchange(two)
	if &x.Response.Body[0] != &y.Response.Body[0] || x.Response.Header.Get("Date") != "" || one.Response.Header.Get("Date") == "" {
		t.Error("equal bodies are kept twice, or headers are not as wanted")
	}
	x.Response.Header["Mark"] = nil
	if _, shared := y.Response.Header["Mark"]; !shared {
		t.Error("equal headers are kept twice")
	}
	delete(x.Response.Header, "Mark")
	r := compare.Compare(recorded(one, two), recorded(x, y), compare.Options{FailOn: compare.Harmless})
	if r.Verdict != compare.Go || r.Behaviour.Pairs != 2 {
		t.Errorf("%s\n%s", r.Verdict, listed(r))
	}
}
