// Package constraint describes what a request may hold as plain data, and judges values by it in
// the two dialects that Kibana speaks: @kbn/config-schema and zod.
// A schema can be taken without one of its constraints, by name. It does not read JSON Schema and
// knows no route.
package constraint

// Kind is the JSON type that a schema asks for.
type Kind uint8

// The kinds; Map is an object with free keys, Union the first alternative that fits.
const (
	Any Kind = iota
	String
	Number
	Boolean
	Object
	Array
	Map
	Union
)

// Schema is one node of a request description; the zero value accepts anything.
type Schema struct {
	Kind      Kind
	Nullable  bool
	Enum      []string
	Format    Format
	MinLength int
	MaxLength int
	Integer   bool
	Minimum   *float64
	Maximum   *float64
	MinItems  int
	MaxItems  int
	Fields    []Field
	Closed    bool
	Items     *Schema   // of an Array or a Map
	OneOf     []*Schema // of a Union
	// Text accepts the textual form too: numbers, booleans and comma separated lists in a query.
	Text bool
}

// Field is a named member of an Object.
type Field struct {
	Name     string
	Required bool
	Default  any
	Schema   *Schema
}

// Missing stands for a value that was not sent, which is not the same as null.
type Missing struct{}

// Obj is an object that takes no other keys than fields.
func Obj(fields ...Field) *Schema { return &Schema{Kind: Object, Fields: fields, Closed: true} }

// Open is an object that may hold more keys than fields.
func Open(fields ...Field) *Schema { return &Schema{Kind: Object, Fields: fields} }

// Req is a required field.
func Req(name string, s *Schema) Field { return Field{Name: name, Required: true, Schema: s} }

// Opt is an optional field.
func Opt(name string, s *Schema) Field { return Field{Name: name, Schema: s} }

// Def is an optional field with the value that stands in for it.
func Def(name string, value any, s *Schema) Field {
	return Field{Name: name, Default: value, Schema: s}
}

// Str is any string.
func Str() *Schema { return &Schema{Kind: String} }

// Text is a string of at least one character.
func Text() *Schema { return &Schema{Kind: String, MinLength: 1} }

// Formatted is a string that a named check accepts.
func Formatted(f Format) *Schema { return &Schema{Kind: String, Format: f} }

// Enum is a string out of a list.
func Enum(values ...string) *Schema { return &Schema{Kind: String, Enum: values} }

// Bool is a boolean.
func Bool() *Schema { return &Schema{Kind: Boolean} }

// Num is any number.
func Num() *Schema { return &Schema{Kind: Number} }

// Int is a number without a fraction.
func Int() *Schema { return &Schema{Kind: Number, Integer: true} }

// Free is any value at all.
func Free() *Schema { return &Schema{} }

// List is an array of items.
func List(items *Schema) *Schema { return &Schema{Kind: Array, Items: items} }

// Dict is an object whose every value fits items.
func Dict(items *Schema) *Schema { return &Schema{Kind: Map, Items: items} }

// Either accepts what one of the alternatives accepts.
func Either(alternatives ...*Schema) *Schema { return &Schema{Kind: Union, OneOf: alternatives} }

// OrNull accepts null as well.
func (s *Schema) OrNull() *Schema { s.Nullable = true; return s }

// AtLeast bounds a number from below.
func (s *Schema) AtLeast(n float64) *Schema { s.Minimum = &n; return s }

// AtMost bounds a number from above.
func (s *Schema) AtMost(n float64) *Schema { s.Maximum = &n; return s }

// Sized bounds the number of items; 0 leaves the end open.
func (s *Schema) Sized(least, most int) *Schema { s.MinItems, s.MaxItems = least, most; return s }

// Long bounds the length of a string; 0 leaves the end open.
func (s *Schema) Long(least, most int) *Schema { s.MinLength, s.MaxLength = least, most; return s }

// FromText accepts the form in which a query string carries the value.
func (s *Schema) FromText() *Schema { s.Text = true; return s }
