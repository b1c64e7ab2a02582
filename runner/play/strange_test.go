package play

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

func TestAnAnswerAboutSomethingElse(t *testing.T) {
	const mine = "kbn-conf-r1-0badcafe"
	for _, row := range []struct{ sent, answer, other string }{
		{`{"name":"` + mine + `"}`, `{"item":{"id":"7","name":"` + mine + `"}}`, ""},
		{`{"name":"` + mine + `"}`, `{"id":"7","name":"production"}`, "production"},
		{`{"name":"` + mine + `"}`, `{"items":[{"name":"production"},{"name":"` + mine + `"}]}`, ""},
		{`{"name":"` + mine + `"}`, `{"id":"7"}`, ""},
		{`{"name":"` + mine + `"}`, `{"id":"7","name":""}`, ""},
		{`{"name":"` + mine + `"}`, `not JSON`, ""},
		{`{"id":"` + mine + `"}`, `{"id":"7"}`, ""},
		{`{"username":"` + mine + `"}`, `{"username":"elastic"}`, "elastic"},
		{`{"tags":["` + mine + `"]}`, `{"tags":["theirs"]}`, "theirs"},
		{`{"name":"fixed"}`, `{"name":"production"}`, ""},
		{``, `{"name":"production"}`, ""},
	} {
		x := recording.Exchange{Response: &recording.Response{Status: 200, Body: []byte(row.answer)}}
		if got := strange(target.Request{Body: []byte(row.sent)}, x, plan.NewVars("r1", "f")); got != row.other {
			t.Errorf("%s answered by %s: %q, want %q", row.sent, row.answer, got, row.other)
		}
	}
}
