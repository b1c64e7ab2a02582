package schemas

import (
	"encoding/json"
	"math/big"
	"regexp"
	"sync"
)

// node is one schema, read once, so that walking a body looks nothing up twice.
// Absent keywords are nil, limits are -1.
type node struct {
	ref   *node
	never bool // the schema false

	types        []string
	enum         []any
	hasConst     bool
	constant     any
	bounds       []bound
	multiple     *big.Rat
	length       limits
	pattern      *regexp.Regexp
	format       string
	items        *node
	itemCount    limits
	required     []string
	properties   map[string]*node
	closed       bool
	additional   *node
	keyCount     limits
	all          []*node
	any          []*node
	one          []*node
	not          *node
	cond         *node
	then, orElse *node
}

// bound is one of minimum, maximum and their exclusive forms.
type bound struct {
	keyword string
	limit   *big.Rat
	text    string
}

// limits are a smallest and a largest count.
type limits struct{ min, max int }

// compiler turns schema files into nodes. It remembers the targets of $ref, so
// that a schema may refer to itself.
type compiler struct {
	docs documents
	done map[string]*node
	mu   sync.Mutex
}

func newCompiler(docs documents) *compiler { return &compiler{docs: docs, done: map[string]*node{}} }

// root compiles a file; it is safe for concurrent use.
func (c *compiler) root(name string) (*node, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at(name, "")
}

// at compiles the schema at a pointer of a file.
func (c *compiler) at(name, pointer string) (*node, error) {
	key := name + "#" + pointer
	if n, ok := c.done[key]; ok {
		return n, nil
	}
	schema, err := c.docs.lookup(name, pointer)
	if err != nil {
		return nil, err
	}
	n := &node{}
	c.done[key] = n
	return n, c.fill(n, name, schema)
}

func (c *compiler) node(name string, schema any) (*node, error) {
	n := &node{}
	return n, c.fill(n, name, schema)
}

func (c *compiler) fill(n *node, name string, schema any) error {
	n.length, n.itemCount, n.keyCount = limits{-1, -1}, limits{-1, -1}, limits{-1, -1}
	s, ok := schema.(map[string]any)
	if !ok {
		n.never = schema == false
		return nil
	}
	if ref, ok := s["$ref"].(string); ok {
		target, pointer, err := c.docs.resolve(name, ref)
		if err != nil {
			return err
		}
		n.ref, err = c.at(target, pointer)
		return err
	}
	for keyword, value := range s {
		n.simple(keyword, value)
	}
	return c.applicators(n, name, s)
}

// simple reads a keyword without subschemas; lint has vetted its value.
func (n *node) simple(keyword string, value any) {
	switch keyword {
	case "type":
		n.types = typesOf(value)
	case "enum":
		n.enum = value.([]any)
	case "const":
		n.hasConst, n.constant = true, value
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		number := value.(json.Number)
		n.bounds = append(n.bounds, bound{keyword, rational(number), number.String()})
	case "multipleOf":
		n.multiple = rational(value.(json.Number))
	case "minLength":
		n.length.min = whole(value)
	case "maxLength":
		n.length.max = whole(value)
	case "minItems":
		n.itemCount.min = whole(value)
	case "maxItems":
		n.itemCount.max = whole(value)
	case "minProperties":
		n.keyCount.min = whole(value)
	case "maxProperties":
		n.keyCount.max = whole(value)
	case "pattern":
		n.pattern = regexp.MustCompile(value.(string))
	case "format":
		n.format = value.(string)
	case "required":
		n.required = texts(value)
	}
}

// applicators compiles the keywords that hold subschemas.
func (c *compiler) applicators(n *node, name string, s map[string]any) error {
	for child := range subschemas(s) {
		if child.keyword == "definitions" {
			continue
		}
		sub, err := c.node(name, child.schema)
		if err != nil {
			return err
		}
		switch child.keyword {
		case "properties":
			if n.properties == nil {
				n.properties = map[string]*node{}
			}
			n.properties[child.key] = sub
		case "additionalProperties":
			n.additional, n.closed = sub, sub.never
		case "items":
			n.items = sub
		case "allOf":
			n.all = append(n.all, sub)
		case "anyOf":
			n.any = append(n.any, sub)
		case "oneOf":
			n.one = append(n.one, sub)
		case "not":
			n.not = sub
		case "if":
			n.cond = sub
		case "then":
			n.then = sub
		case "else":
			n.orElse = sub
		}
	}
	return nil
}
