package play

import (
	"bytes"
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

// eachText visits the texts of a JSON body with the keys they are under; those
// in a list are under the key of the list. The body may be as long as a hostile
// server likes, so it is not taken apart as a whole.
func eachText(body []byte, visit func(key, text string)) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	keys := []string{""} // the last one of each object that is open, that of each list
	for {
		token, err := d.ReadToken()
		if err != nil {
			return
		}
		last := len(keys) - 1
		if kind, length := d.StackIndex(d.StackDepth()); kind == '{' && length%2 == 1 {
			keys[last] = token.String()
			continue
		}
		switch token.Kind() {
		case '{':
			keys = append(keys, "")
		case '[':
			keys = append(keys, keys[last])
		case '}', ']':
			keys = keys[:last]
		case '"':
			visit(keys[last], token.String())
		}
	}
}
