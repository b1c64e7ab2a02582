package plan

// The dialects in which servers validate, as fixtures name them.
const (
	configSchema = "config-schema" // @kbn/config-schema
	zod          = "zod"
)

// rule is one line of the table: by what right a kind of value is refused, or
// must be taken.
type rule struct {
	dialect string // empty: every one
	part    string // body | query
	breach  string
	level   string // required when empty
	ref     string // the endpoint's own when empty
	why     string
}

const (
	config  = "Kibana source, kbn-config-schema/src/"
	helpers = "Kibana source, kbn-zod-helpers/src/"
	route   = helpers + "build_route_validation_with_zod.ts"
	uri     = config + "types/uri_type.ts, or the option validate of types/type.ts"

	optional = "A key that may be left out may not be null for that."
	parsed   = "Every HTTP layer passes a container on to validation; that it passes a bare value on is the parser's doing."
	repeated = "That a repeated key arrives as a list is the HTTP layer's doing."
)

// table says what each dialect refuses; what no line names is never derived.
//
// @kbn/config-schema converts: a text that reads as a boolean, a number or JSON
// is taken for one, so it breaks nothing; where a text is wanted it is strict.
// zod converts nothing in a body, and in a query what the schema coerces.
//
// missing: a required key; unknown: a key of a closed object; kind: another JSON
// type, or a text that does not read as the type; value: not in the enum; form:
// pattern or format of a text; amount: of items; list, scalar: as a whole body.
var table = []rule{
	{configSchema, "body", "missing", "", config + "types/object_type.ts", ""},
	{configSchema, "body", "unknown", "", config + "types/object_type.ts", ""},
	{configSchema, "body", "kind", "", config + "internals/index.ts", ""},
	{configSchema, "body", "null", "", config + "types/maybe_type.ts", optional},
	{configSchema, "body", "list", "", config + "types/object_type.ts", ""},
	{configSchema, "body", "scalar", "recommended", config + "types/object_type.ts", parsed},
	{configSchema, "body", "value", "", config + "types/literal_type.ts", ""},
	{configSchema, "body", "length", "", config + "types/string_type.ts", ""},
	{configSchema, "body", "form", "", uri, ""},
	{configSchema, "body", "bound", "", config + "types/number_type.ts", ""},
	{configSchema, "body", "amount", "", config + "types/array_type.ts", ""},

	{configSchema, "query", "missing", "", config + "types/object_type.ts", ""},
	{configSchema, "query", "unknown", "", config + "types/object_type.ts", ""},
	{configSchema, "query", "kind", "", config + "internals/index.ts", "Only true and false, in any case, read as a boolean, and only numerals as a number."},
	{configSchema, "query", "value", "", config + "types/literal_type.ts", ""},
	{configSchema, "query", "length", "", config + "types/string_type.ts", ""},
	{configSchema, "query", "form", "", uri, ""},
	{configSchema, "query", "bound", "", config + "types/number_type.ts", ""},
	{configSchema, "query", "twice", "recommended", config + "internals/index.ts; hapi, query parsing", repeated},
	{configSchema, "query", "capitals", "recommended", config + "internals/index.ts", "The document says boolean and leaves the case open."},

	{zod, "body", "missing", "", route, ""},
	{zod, "body", "kind", "", route, ""},
	{zod, "body", "null", "", route, optional},
	{zod, "body", "list", "", route, ""},
	{zod, "body", "scalar", "recommended", route, parsed},
	{zod, "body", "value", "", route, ""},
	{zod, "body", "length", "", route, ""},
	{zod, "body", "form", "", route, ""},
	{zod, "body", "bound", "", route, ""},
	{zod, "body", "amount", "", route, ""},

	{zod, "query", "missing", "", route, ""},
	{zod, "query", "kind", "", route, "A number is read as JavaScript reads it, which takes blanks for 0."},
	{zod, "query", "value", "", route, ""},
	{zod, "query", "length", "", route, ""},
	{zod, "query", "form", "", helpers + "non_empty_string.ts", ""},
	{zod, "query", "bound", "", route, ""},
	{zod, "query", "twice", "recommended", route + "; hapi, query parsing", repeated},

	{"", "body", "fits", "", "", ""},
	{"", "query", "fits", "", "", ""},
	{"", "query", "together", "", "", ""},
	{"", "body", "ignored", "", "Kibana source, router-server-internal/src/validator.ts", "A part of a request without a schema is not looked at."},
	{"", "body", "ignored-scalar", "recommended", "Kibana source, router-server-internal/src/validator.ts", parsed},
}

// ruleFor finds the line of the table; without one, nothing may be derived.
func ruleFor(dialect, part, breach string) (rule, bool) {
	for _, r := range table {
		if (r.dialect == dialect || r.dialect == "") && r.part == part && r.breach == breach {
			return r, true
		}
	}
	return rule{}, false
}
