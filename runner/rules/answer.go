package rules

import (
	"fmt"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/tidwall/gjson"
)

// answer is a whole response with its body read once.
type answer struct {
	*recording.Response
	asked recording.Request
	json  []byte // the body when it is strict JSON, else nil
	value any    // what it holds
	bad   string // why it is not
	at    string // where it stops being JSON
}

func read(x recording.Exchange) *answer {
	a := &answer{Response: x.Response, asked: x.Request}
	if len(a.Body) == 0 {
		return a
	}
	value, problem := schemas.Read(a.Body)
	if problem != nil {
		a.bad, a.at = problem.Got, problem.Pointer
		return a
	}
	a.json, a.value = a.Body, value
	return a
}

// isJSON reports whether the answer says that its body is JSON.
func (a *answer) isJSON() bool {
	media, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
	media = strings.ToLower(strings.TrimSpace(media))
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

// get reads a gjson path of the body.
func (a *answer) get(path string) gjson.Result { return gjson.GetBytes(a.json, path) }

// transport says why there is no whole answer to judge.
func transport(x recording.Exchange) []Violation {
	if x.Complete() {
		return nil
	}
	got, rule := "no answer", "no-answer"
	if x.Failure != nil {
		got = string(x.Failure.Kind) + ": " + x.Failure.Text
	}
	if x.Response != nil {
		rule = "answer-incomplete"
		got = fmt.Sprintf("status %d, %d bytes, then %s", x.Response.Status, len(x.Response.Body), got)
	}
	return []Violation{{Rule: rule, Level: Required, Want: "a whole HTTP answer", Got: got}}
}
