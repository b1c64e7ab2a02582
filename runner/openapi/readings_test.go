package openapi

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

func TestUnfit(t *testing.T) {
	judge, err := schemas.NewJudge(nil)
	if err != nil {
		t.Fatal(err)
	}
	for schema, want := range map[string][2]string{ // in a path, in a query
		`{"type":"string"}`:                                                  {"any", "any"},
		`{"type":"string","minLength":1}`:                                    {"any", "empty"},
		`{"type":"string","maxLength":1024}`:                                 {"long", "long"},
		`{"type":"string","enum":["a","b"]}`:                                 {"word", "word"},
		`{"type":"string","pattern":"^[a-z-]+$"}`:                            {"tilde", "empty"},
		`{"type":"string","format":"date-time"}`:                             {"word", "word"},
		`{"type":"integer"}`:                                                 {"word", "word"},
		`{"type":"array","items":{"type":"string"}}`:                         {"any", "any"},
		`{"type":"array","items":{"enum":["a"]}}`:                            {"word", "word"},
		`{"oneOf":[{"enum":["a"]},{"type":"array","items":{"enum":["a"]}}]}`: {"word", "word"},
		`{"anyOf":[{"type":"integer"},{"type":"string"}]}`:                   {"any", "any"},
	} {
		var node map[string]any
		d := json.NewDecoder(strings.NewReader(schema))
		d.UseNumber()
		if err := d.Decode(&node); err != nil {
			t.Fatal(err)
		}
		for i, in := range []string{"path", "query"} {
			p := Parameter{Name: "p", In: in, Schema: Schema{Node: node}}
			text, found := p.Unfit(judge.Problems)
			got := map[string]string{hostile[0]: "word", hostile[1]: "long", "": "empty", "~": "tilde"}[text]
			if !found {
				got = "any"
			}
			if got != want[i] {
				t.Errorf("%s in a %s: %s, want %s", schema, in, got, want[i])
			}
			if text, err := p.Refuses([]string{text}, judge.Problems); found && (err != nil || len(text) == 0) {
				t.Errorf("%s in a %s takes what is said to be unfit: %v", schema, in, err)
			}
		}
	}
}
