package rules

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestTransport(t *testing.T) { judge(t, transportRows()) }

func transportRows() []row {
	broken := func(x recording.Exchange, kind recording.FailureKind, text string) recording.Exchange {
		x.Failure = &recording.Failure{Kind: kind, Text: text}
		return x
	}
	dropped := func(x recording.Exchange, times int) recording.Exchange {
		x.Resent, x.Dropped = times, times
		return x
	}
	ok := Expectation{Status: []int{200}, Schema: "test/thing", Headers: []Header{{Name: "kbn-name", Level: Required, Always: true}}}
	return []row{
		{"a whole answer has arrived", Expectation{}, answered(200, ""), ""},
		{"a connection that was refused is no answer", ok, broken(recording.Exchange{}, recording.FailedConnect, "connection refused"),
			"required no-answer want a whole HTTP answer, got connect: connection refused"},
		{"an exchange without answer and reason is no answer", ok, recording.Exchange{}, "required no-answer want a whole HTTP answer, got no answer"},
		{"an answer that ends early is judged by nothing else", ok, broken(answered(200, `{"na`), recording.FailedCut, "the connection ended"),
			"required answer-incomplete want a whole HTTP answer, got status 200, 4 bytes, then cut: the connection ended"},
		{"a connection in use that is closed without an answer is told", Expectation{Level: Required}, dropped(answered(200, ""), 1),
			"recommended connection-dropped want an answer to the first try, got a connection in use was closed without one, once; then the request was answered"},
		{"control characters in the reason are not shown", ok, broken(recording.Exchange{}, recording.FailedProtocol, "malformed \x1b[31m\x00"),
			"required no-answer want a whole HTTP answer, got protocol: malformed [31m"},
	}
}

func TestIsJSON(t *testing.T) {
	for value, want := range map[string]bool{
		"application/json": true, "application/json; charset=utf-8": true, "Application/JSON ;x": true,
		"application/problem+json": true, "text/html": false, "": false, "text/json-ish": false,
	} {
		if got := read(answered(200, "", "Content-Type", value)).isJSON(); got != want {
			t.Errorf("%q is JSON: %v", value, got)
		}
	}
}
