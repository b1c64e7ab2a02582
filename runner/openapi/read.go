package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// What a document may cost to read. Kibana's own have 2 to 6 MB, 300,000 values
// and 60 levels.
const (
	maxBytes  = 64 << 20
	maxDepth  = 400
	maxValues = 4_000_000 // after the aliases of YAML are put in
)

// reading is a document on its way into plain values: map[string]any, []any,
// string, bool, nil and json.Number, which keeps what was written.
type reading struct {
	gaps   *gaps
	values int
	way    []step         // to the value at hand
	texts  map[string]any // short ones, which are the same everywhere: "type", "string", "object"
}

// step is a key of an object, or the position in a list.
type step struct {
	key   string
	index int
	list  bool
}

func newReading(g *gaps) *reading { return &reading{gaps: g, texts: map[string]any{}} }

// at is the JSON Pointer of the value at hand.
func (r *reading) at() string {
	var b strings.Builder
	for _, s := range r.way {
		if b.WriteByte('/'); s.list {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(escape(s.key))
		}
	}
	return b.String()
}

func (r *reading) enter(s step) { r.way = append(r.way, s) }
func (r *reading) leave()       { r.way = r.way[:len(r.way)-1] }

// read parses JSON or YAML. What begins like JSON is tried as JSON first,
// because that is many times faster.
func read(data []byte, g *gaps) (any, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%d bytes; a document may have %d", len(data), maxBytes)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	start := bytes.TrimLeft(data, " \t\r\n")
	if len(start) == 0 {
		return nil, fmt.Errorf("it is empty")
	}
	if start[0] != '{' {
		return readYAML(data, g)
	}
	root, err := readJSON(data, g)
	if err == nil {
		return root, nil
	}
	g.clear()
	if root, other := readYAML(data, g); other == nil {
		return root, nil
	}
	return nil, err
}

func readJSON(data []byte, g *gaps) (any, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true))
	value, err := newReading(g).json(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return nil, fmt.Errorf("more data after the JSON value, at byte %d", d.InputOffset())
	}
	return value, nil
}

func (r *reading) count(depth int) error {
	if r.values++; r.values > maxValues {
		return fmt.Errorf("more than %d values", maxValues)
	}
	if depth > maxDepth {
		return fmt.Errorf("more than %d levels of nesting", maxDepth)
	}
	return nil
}

func (r *reading) json(d *jsontext.Decoder) (any, error) {
	if d.PeekKind() == '"' {
		if err := r.count(d.StackDepth()); err != nil {
			return nil, err
		}
		return r.jsonText(d)
	}
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	if err := r.count(d.StackDepth()); err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		return r.jsonObject(d)
	case '[':
		list := []any{}
		for d.PeekKind() != ']' {
			r.enter(step{index: len(list), list: true})
			item, err := r.json(d)
			if err != nil {
				return nil, err
			}
			r.leave()
			list = append(list, item)
		}
		_, err := d.ReadToken()
		return list, err
	case '0':
		return r.number(token.String()), nil
	case 't', 'f':
		return token.Bool(), nil
	}
	return nil, nil
}

// jsonText reads a text. Most of a document is said a thousand times, so that
// short texts are kept once.
func (r *reading) jsonText(d *jsontext.Decoder) (any, error) {
	raw, err := d.ReadValue()
	if err != nil {
		return nil, err
	}
	if len(raw) > shortText || bytes.IndexByte(raw, '\\') >= 0 {
		text, err := jsontext.AppendUnquote(nil, raw)
		return string(text), err
	}
	raw = raw[1 : len(raw)-1]
	if known, ok := r.texts[string(raw)]; ok {
		return known, nil
	}
	text := string(raw)
	r.texts[text] = text
	return text, nil
}

// shortText is up to where texts are likely to come again, in bytes.
const shortText = 48

func (r *reading) jsonObject(d *jsontext.Decoder) (any, error) {
	object := map[string]any{}
	for d.PeekKind() != '}' {
		key, err := r.jsonText(d) // the decoder refuses any other
		if err != nil {
			return nil, err
		}
		name := key.(string)
		r.enter(step{key: name})
		value, err := r.json(d)
		if err != nil {
			return nil, err
		}
		r.put(object, name, value)
		r.leave()
	}
	_, err := d.ReadToken()
	return object, err
}

func (r *reading) put(object map[string]any, name string, value any) {
	if _, twice := object[name]; twice {
		r.gaps.add(r.at(), "key-twice", "the key is written twice; the last one counts")
	}
	object[name] = value
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$`)

// number keeps what is written, unless exact arithmetic on it could cost minutes.
func (r *reading) number(text string) any {
	const most = 400 // digits, and size of the exponent
	exponent := 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		n, err := strconv.Atoi(text[i+1:])
		if err != nil {
			n = most + 1
		}
		exponent = max(n, -n)
	}
	if _, err := strconv.ParseFloat(text, 64); err != nil || len(text) > most || exponent > most {
		r.gaps.add(r.at(), "number-out-of-range", "no double holds %s; it is read as a text", shorten(text))
		return text
	}
	return json.Number(text)
}

// escape writes a key as a token of a JSON Pointer (RFC 6901), unescape reads it.
var (
	escape   = strings.NewReplacer("~", "~0", "/", "~1").Replace
	unescape = strings.NewReplacer("~1", "/", "~0", "~").Replace
)

// shorten cuts what a document says to the length of a report line.
func shorten(text string) string { return strconv.Quote(cut(text)) }

func cut(text string) string {
	const most = 80
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
