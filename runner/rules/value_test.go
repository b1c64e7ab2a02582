package rules

import (
	"math"
	"testing"
)

func TestValues(t *testing.T) { judge(t, valueRows()) }

func valueRows() []row {
	value := func(v Value) Expectation {
		v.Level = Required
		return Expectation{Values: []Value{v}}
	}
	equal := func(path string, want any) Expectation { return value(Value{Path: path, Equal: want}) }
	const body = `{"item": {"id": "a<b", "n": 42.0, "big": 9007199254740993, "none": null, "o": {"x": [1, 2.50]}, "a.b/c~d": 1, "@timestamp": "t"}, "data": [{"id": 1}]}`
	is := func(name string, e Expectation, want string) row { return row{name, e, answered(200, body), want} }
	return []row{
		is("a text is equal", equal("item.id", "a<b"), ""),
		is("a text is another one", equal("item.id", "a<c"), `required value-unexpected /item/id: want "a<c", got "a<b"`),
		is("a text is no number", equal("item.id", 1), `required value-unexpected /item/id: want 1, got "a<b"`),
		is("42 equals 42.0", equal("item.n", 42), ""),
		is("a number beyond 2^53 is exact", equal("item.big", 9007199254740992), "required value-unexpected /item/big: want 9007199254740992, got 9007199254740993"),
		is("objects are equal whatever their order and spelling", equal("item.o", map[string]any{"x": []any{1.0, 2.5}}), ""),
		is("an element of a list is another one", equal("item.o.x", []any{1, 3}), "required value-unexpected /item/o/x: want [1,3], got [1, 2.50]"),
		is("a value is missing", equal("item.name", "a"), `required value-unexpected /item/name: want "a", got nothing`),
		is("null is null", equal("item.none", nil), ""),
		is("null is not missing", equal("item.name", nil), "required value-unexpected /item/name: want null, got nothing"),
		is("a key may hold dots and slashes", equal(`item.a\.b\/c\~d`, 2), "required value-unexpected /item/a.b~1c~0d: want 2, got 1"),
		is("a key may begin like a modifier", equal("item.@timestamp", "u"), `required value-unexpected /item/@timestamp: want "u", got "t"`),
		is("a query keeps its form", equal("data.#", 2), "required value-unexpected data.#: want 2, got 1"),
		is("a list has it", equal(`data.#(id=="1").id`, 1), ""),
		is("a list does not have it", equal(`data.#(id=="x").id`, "x"), `required value-unexpected /data/*/id: want "x" among them, got 1 others`),
		is("a list that is missing does not have it", equal(`items.#(id=="x").id`, "x"), `required value-unexpected /items/*/id: want "x" among them, got 0 others`),
		is("a value that is no JSON equals nothing", equal("item.n", math.Inf(1)), "required value-unexpected /item/n: want +Inf, got 42.0"),
		is("a pattern fits", value(Value{Path: "item.id", Pattern: matching("^a")}), ""),
		is("a pattern fits a number as text", value(Value{Path: "item.n", Pattern: matching("^42$")}), ""),
		is("a pattern does not fit", value(Value{Path: "item.id", Pattern: matching("^b")}), `required value-unexpected /item/id: want a value like ^b, got "a<b"`),
		is("a pattern that fits the empty text does not fit nothing", value(Value{Path: "item.x", Pattern: matching("")}), "required value-unexpected /item/x: want a value like , got nothing"),
		is("a value is absent", value(Value{Path: "item.x", Absent: true}), ""),
		is("null is not absent", value(Value{Path: "item.none", Absent: true}), "required value-unexpected /item/none: want nothing, got null"),
		is("null is blank", value(Value{Path: "item.none", Blank: true}), ""),
		is("nothing is blank", value(Value{Path: "item.x", Blank: true}), ""),
		is("a text is not blank", value(Value{Path: "item.id", Blank: true}), `required value-unexpected /item/id: want null or nothing, got "a<b"`),
	}
}
