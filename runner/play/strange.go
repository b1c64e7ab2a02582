package play

import (
	"encoding/json"
	"strings"

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

// eachText visits the texts of a JSON body with the keys they are under; those
// in a list are under the key of the list.
func eachText(body []byte, visit func(key, text string)) {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return
	}
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case string:
			visit(key, v)
		case []any:
			for _, item := range v {
				walk(key, item)
			}
		case map[string]any:
			for name, member := range v {
				walk(name, member)
			}
		}
	}
	walk("", value)
}
