package play

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// strange names what the answer to a create speaks of when that is not what was
// to be created: under a key with which the request named an object of the run,
// it has other names only. The ids of such an answer are somebody else's. An
// answer that repeats no name is believed, and a server may choose another id.
func strange(sent target.Request, x recording.Exchange, vars plan.Vars) string {
	if x.Response == nil {
		return ""
	}
	ours := map[string]bool{}
	eachText(sent.Body, func(key, text string) {
		if vars.Mentioned([]byte(text)) && !(speaksOfID(key) && !strings.Contains(strings.ToLower(key), "name")) {
			ours[key] = true
		}
	})
	other, named := "", false
	eachText(x.Response.Body, func(key, text string) {
		switch {
		case !ours[key]:
		case vars.Mentioned([]byte(text)):
			named = true
		case text != "":
			other = text
		}
	})
	if named {
		return ""
	}
	return other
}

// eachText visits the texts of a JSON body with the keys they are under.
func eachText(body []byte, visit func(key, text string)) {
	eachValue(body, func(key string, _ int, token jsontext.Token) {
		if token.Kind() == '"' {
			visit(key, token.String())
		}
	})
}
