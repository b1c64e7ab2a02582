package rules

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func body(step, json string) recording.Exchange {
	x := answered(200, json)
	x.Step = step
	return x
}

func TestSame(t *testing.T) { sayAll(t, sameRows()) }

func sameRows() []said {
	same := func(a, b string, paths ...string) []Violation {
		return Same(body("first", a), "", body("second", b), "", paths...)
	}
	deep := strings.Repeat("[", 600) + strings.Repeat("]", 600)
	return []said{
		{"equal values agree", same(`{"id": "a", "n": 42}`, `{"n": 42.0, "id": "a"}`, "id", "n"), ""},
		{"another value disagrees", same(`{"id": "a"}`, `{"id": "b"}`, "id"), `required answers-disagree /id: want "a" as in first, got "b"`},
		{"only the paths that are given count", same(`{"id": "a", "x": 1}`, `{"id": "a", "x": 2}`, "id"), ""},
		{"each path that disagrees is named", same(`{"a": 1, "b": 1}`, `{"a": 2}`, "a", "b"),
			"required answers-disagree /a: want 1 as in first, got 2\nrequired answers-disagree /b: want 1 as in first, got nothing"},
		{"one instant agrees in two time zones", same(`{"t": "2025-01-01T01:00:00+01:00"}`, `{"t": "2025-01-01T00:00:00.000Z"}`, "t"), ""},
		{"two instants disagree", same(`{"t": "2025-01-01T00:00:00Z"}`, `{"t": "2025-01-01T00:00:00.001Z"}`, "t"),
			`required answers-disagree /t: want "2025-01-01T00:00:00Z" as in first, got "2025-01-01T00:00:00.001Z"`},
		{"a date is a text", same(`{"t": "2025-01-01"}`, `{"t": "2025-1-1"}`, "t"), `required answers-disagree /t: want "2025-01-01" as in first, got "2025-1-1"`},
		{"null agrees with nothing", same(`{"a": null}`, `{}`, "a"), ""},
		{"nothing agrees with null", same(`{}`, `{"a": null}`, "a"), ""},
		{"null disagrees with a value", same(`{"a": null}`, `{"a": ""}`, "a"), `required answers-disagree /a: want null as in first, got ""`},
		{"a value disagrees with nothing", same(`{"a": 0}`, `{}`, "a"), "required answers-disagree /a: want 0 as in first, got nothing"},
		{"null agrees with nothing deep down", same(`{"o": {"x": [{"a": 1, "b": null}]}}`, `{"o": {"x": [{"a": 1.0}]}}`, "o"), ""},
		{"a value disagrees deep down", same(`{"o": {"a": 1, "b": null}}`, `{"o": {"a": 2}}`, "o"), `required answers-disagree /o: want {"a": 1, "b": null} as in first, got {"a": 2}`},
		{"a value disagrees with nothing deep down", same(`{"o": {"a": 1}}`, `{"o": {}}`, "o"), `required answers-disagree /o: want {"a": 1} as in first, got {}`},
		{"an instant agrees deep down", same(`{"o": {"t": ["2025-01-01T00:00:00Z"]}}`, `{"o": {"t": ["2025-01-01T00:00:00.0Z"]}}`, "o"), ""},
		{"null in a list is an element", same(`{"o": [null]}`, `{"o": []}`, "o"), "required answers-disagree /o: want [null] as in first, got []"},
		{"roots may differ", Same(body("a", `{"data": [{"id": 1}]}`), "data.0", body("b", `{"id": 1}`), "", "id"), ""},
		{"the place is in the second answer", Same(body("a", `{"id": 1}`), "", body("b", `{"item": {"id": 2}}`), "item", "id"),
			"required answers-disagree /item/id: want 1 as in a, got 2"},
		{"a query is a path, too", same(`{"items": [{"id": 1, "d": true}]}`, `{"items": [{"id": 2, "d": true}]}`, "items.#(d==true).id"),
			"required answers-disagree items.#(d==true).id: want 1 as in first, got 2"},
		{"a broken body has no values", same(`{"a": 1}`, `{"a": 1`, "a"), "required answers-disagree /a: want 1 as in first, got nothing"},
		{"what is deeper than a body may be still agrees with itself", same(`{"a": `+deep+`}`, `{"a": `+deep+`}`, "a"), ""},
		{"but with nothing else", same(`{"a": `+deep+`}`, `{"a": 1}`, "a"), "required answers-disagree /a: want [[[…"},
	}
}

func TestMembers(t *testing.T) { sayAll(t, memberRows()) }

func memberRows() []said {
	same := func(a, b string) []Violation { return SameMembers(body("first", a), body("second", b), "item") }
	return []said{
		{"equal members agree", same(`{"item": {"a": 1, "b": "x"}}`, `{"item": {"b": "x", "a": 1.0}, "other": 1}`), ""},
		{"a member of the first is missing", same(`{"item": {"a": 1}}`, `{"item": {}}`), "required answers-disagree /item/a: want 1 as in first, got nothing"},
		{"a member of the second is new", same(`{"item": {}}`, `{"item": {"a": 1}}`), "required answers-disagree /item/a: want nothing as in first, got 1"},
		{"members are named in order", same(`{"item": {"b": 1, "a/~": 1}}`, `{"item": {"b": 2, "a/~": 2}}`),
			"required answers-disagree /item/a~1~0: want 1 as in first, got 2\nrequired answers-disagree /item/b: want 1 as in first, got 2"},
		{"a member may have any name", same(`{"item": {"": 1, "a.b": 2, "@keys": 3, "*": 4}}`, `{"item": {"": 1, "a.b": 2, "@keys": 3, "*": 4}}`), ""},
		{"an empty name is a name", same(`{"item": {"": 1}}`, `{"item": {"": 2}}`), "required answers-disagree /item/: want 1 as in first, got 2"},
		{"nothing, null and an empty object agree", same(`{"item": {"a": {}, "b": null, "c": null}}`, `{"item": {"b": {  }}}`), ""},
		{"an empty object disagrees with a value", same(`{"item": {"a": {}}}`, `{"item": {"a": []}}`), "required answers-disagree /item/a: want {} as in first, got []"},
		{"two answers without the object do not agree", same(`{}`, `{}`), "required answers-disagree /item: want nothing as in first, got nothing"},
		{"an answer without the object does not agree with an empty one", same(`{"item": {}}`, `{"item": []}`), "required answers-disagree /item: want {} as in first, got []"},
		{"nor the reverse", same(`{"x": 1}`, `{"item": {}}`), "required answers-disagree /item: want nothing as in first, got {}"},
		{"a text is no object", same(`{"item": "a"}`, `{"item": "a"}`), `required answers-disagree /item: want "a" as in first, got "a"`},

		{"nothing is cleared", Cleared(body("read", `{"item": {}}`), "item.a"), ""},
		{"null is cleared", Cleared(body("read", `{"item": {"a": null}}`), "item.a"), ""},
		{"an empty object is cleared, however it is written", Cleared(body("read", "{\"item\": {\"a\": {\n}}}"), "item.a"), ""},
		{"an empty text is not cleared", Cleared(body("read", `{"item": {"a": ""}}`), "item.a"),
			`required value-unexpected /item/a: want null or nothing, since the update left it out, got "" in read`},
		{"false is not cleared", Cleared(body("read", `{"a": false}`), "a"), "required value-unexpected /a: want null or nothing, since the update left it out, got false in read"},

		{"what holds is no violation", Claim(true, "total-wrong", "/total", "1", "2"), ""},
		{"what does not hold is one", Claim(false, "total-wrong", "/total", "1", "2"), "required total-wrong /total: want 1, got 2"},
		{"a claim about nothing says so", Claim(false, "value-unexpected", "/id", `"a"`, ""), `required value-unexpected /id: want "a", got nothing`},
		{"control characters are not shown", Claim(false, "cursor-repeats", "/\x1b", "a", "\x00b\nc"), "required cursor-repeats / : want a, got b c"},
		{"a weaker level weakens", AtMost(Recommended, same(`{"item": {"a": 1}}`, `{"item": {}}`)), "recommended answers-disagree /item/a: want 1 as in first, got nothing"},
		{"a stronger level does not strengthen", AtMost(Required, AtMost(Optional, Claim(false, "total-wrong", "/total", "1", "2"))), "optional total-wrong /total: want 1, got 2"},
	}
}
