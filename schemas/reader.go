package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// What a body may cost to read. Kibana's own answers stay far below all of it.
const (
	maxBytes  = 16 << 20
	maxDepth  = 512
	maxValues = 1_000_000
	maxDigits = 400 // of a number, and of its decimal exponent: a double needs 25 and 308
)

// Parse reads a body as strict JSON: one value, UTF-8 without a byte order mark,
// no key twice in an object. It returns nil, or where and why the body is not.
func Parse(body []byte) *Problem {
	_, problem := Read(body)
	return problem
}

// Read also returns the value: map[string]any, []any, string, bool, nil, and
// json.Number, which keeps what was written.
func Read(body []byte) (any, *Problem) {
	switch {
	case len(body) > maxBytes:
		return nil, &Problem{Want: fmt.Sprintf("at most %d bytes", maxBytes), Got: fmt.Sprintf("%d", len(body))}
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return nil, &Problem{Want: "JSON without a byte order mark", Got: "a byte order mark at byte 0"}
	case len(bytes.TrimLeft(body, " \t\r\n")) == 0:
		return nil, &Problem{Want: "a JSON value", Got: "an empty body"}
	}
	r := reader{Decoder: jsontext.NewDecoder(bytes.NewBuffer(body))}
	value, err := r.value()
	if err != nil {
		return nil, explain(body, err)
	}
	end := r.InputOffset()
	if _, err := r.ReadToken(); err != io.EOF {
		rest := bytes.TrimLeft(body[end:], " \t\r\n")
		at := len(body) - len(rest)
		return nil, &Problem{Want: "one JSON value", Got: fmt.Sprintf("more data at byte %d: %s", at, quote(string(rest)))}
	}
	return value, nil
}

type reader struct {
	*jsontext.Decoder
	values int // read so far
}

func (r *reader) value() (any, error) {
	token, err := r.ReadToken()
	if err != nil {
		return nil, err
	}
	if r.StackDepth() > maxDepth {
		return nil, r.problem(fmt.Sprintf("at most %d levels of nesting", maxDepth), "more")
	}
	if r.values++; r.values > maxValues {
		return nil, r.problem(fmt.Sprintf("at most %d values", maxValues), "more")
	}
	switch token.Kind() {
	case '{':
		return r.object()
	case '[':
		return r.array()
	case '"':
		return token.String(), nil
	case '0':
		return r.number(token.String())
	case 't', 'f':
		return token.Bool(), nil
	}
	return nil, nil
}

func (r *reader) object() (any, error) {
	object := map[string]any{}
	for r.PeekKind() != '}' {
		key, err := r.ReadToken()
		if err != nil {
			return nil, err
		}
		name := key.String()
		if object[name], err = r.value(); err != nil {
			return nil, err
		}
	}
	_, err := r.ReadToken()
	return object, err
}

func (r *reader) array() (any, error) {
	array := []any{}
	for r.PeekKind() != ']' {
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		array = append(array, item)
	}
	_, err := r.ReadToken()
	return array, err
}

// number refuses what no double holds. The grammar allows it, JavaScript cannot
// send it, and exact arithmetic on 1e999999999 would cost minutes.
func (r *reader) number(text string) (any, error) {
	f, err := strconv.ParseFloat(text, 64)
	exponent := 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if n, err := strconv.Atoi(text[i+1:]); err == nil {
			exponent = n
		} else {
			exponent = math.MaxInt
		}
	}
	if err != nil || math.IsInf(f, 0) || len(text) > maxDigits || exponent > maxDigits || exponent < -maxDigits {
		return nil, r.problem("a number that a double holds", abbreviate(text))
	}
	return json.Number(text), nil
}

func (r *reader) problem(want, got string) error {
	return &refusal{Problem{
		Pointer: string(r.StackPointer()),
		Want:    want,
		Got:     fmt.Sprintf("%s before byte %d", got, r.InputOffset()),
	}}
}

// refusal carries a problem of the reader's own through the recursion.
type refusal struct{ Problem }

func (r *refusal) Error() string { return r.String() }

func explain(body []byte, err error) *Problem {
	var own *refusal
	if errors.As(err, &own) {
		return &own.Problem
	}
	var syntax *jsontext.SyntacticError
	if !errors.As(err, &syntax) { // the decoder ends a text that stops early with a plain EOF
		return &Problem{Want: "JSON", Got: fmt.Sprintf("an end at byte %d", len(body))}
	}
	p := &Problem{Pointer: string(syntax.JSONPointer), Want: "JSON"}
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		key := syntax.JSONPointer.LastToken()
		p.Want, p.Got = "each key once", fmt.Sprintf("%s a second time at byte %d", quote(key), syntax.ByteOffset)
	case errors.Is(err, io.ErrUnexpectedEOF):
		p.Got = fmt.Sprintf("an end at byte %d", syntax.ByteOffset)
	default:
		p.Got = fmt.Sprintf("%s at byte %d", syntax.Err, syntax.ByteOffset)
	}
	return p
}
