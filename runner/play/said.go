package play

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// said is what a body says about what it changes.
type said struct {
	ids  []string // the texts under keys that speak of an id or a name, at any depth; those of a bare list count as well
	harm string   // the first key of fixtures.Harmful that it sets
	void bool     // it holds nothing that could be created
}

// saidBy reads a body value by value, since a key may be written twice or with
// escapes. What is no JSON names no ids.
func saidBy(body []byte) said {
	out := said{void: true}
	whole := eachValue(body, func(key string, parents int, token jsontext.Token) {
		if out.harm == "" && harmful(key) && truthy(token) {
			out.harm = key
		}
		if parents == 1 {
			out.void = false
		}
		if token.Kind() == '"' && parents > 0 && (key == "" || speaksOfID(key)) && token.String() != "" {
			out.ids = append(out.ids, token.String())
		}
	})
	if !whole {
		out.ids, out.void = nil, !packed(body)
	}
	return out
}

// eachValue visits the values of a body as they come, with the key that each is
// under and the number of lists and objects around it. What is in a list is under
// the key of the list, which is empty for the body itself. It reports whether
// the body is one JSON value. A body may be as long as a server takes, or a
// hostile one likes, so it is not taken apart as a whole.
func eachValue(body []byte, visit func(key string, parents int, token jsontext.Token)) (whole bool) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	keys := []string{""} // the last one of each object that is open, that of each list
	values := 0          // of the body itself
	for {
		token, err := d.ReadToken()
		if err != nil {
			return errors.Is(err, io.EOF) && values == 1
		}
		last := len(keys) - 1
		if kind, length := d.StackIndex(d.StackDepth()); kind == '{' && length%2 == 1 {
			keys[last] = token.String()
			continue
		}
		switch kind := token.Kind(); kind {
		case '}', ']':
			keys = keys[:last]
		default:
			visit(keys[last], last, token)
			if kind == '{' {
				keys = append(keys, "")
			} else if kind == '[' {
				keys = append(keys, keys[last])
			}
		}
		if d.StackDepth() == 0 {
			values++
		}
	}
}

// packed knows gzip and zip by their first bytes.
func packed(body []byte) bool {
	return bytes.HasPrefix(body, []byte("\x1f\x8b")) || bytes.HasPrefix(body, []byte("PK"))
}
