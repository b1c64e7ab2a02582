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

// saidBy goes through a body token by token, since a key may be written twice or
// with escapes, and a body may be as long as a server takes. What is no JSON
// names no ids.
func saidBy(body []byte) said {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	out := said{void: true}
	var named []bool // for each list or object that is open: whether a text in it is an id
	key := ""
	values := 0 // of the body itself
	for {
		token, err := d.ReadToken()
		if err != nil {
			if !errors.Is(err, io.EOF) || values != 1 {
				out.ids, out.void = nil, !packed(body)
			}
			return out
		}
		depth := d.StackDepth()
		kind, length := d.StackIndex(depth)
		if kind == '{' && length%2 == 1 {
			key = token.String()
			named[len(named)-1] = speaksOfID(key)
			if depth == 1 {
				out.void = false
			}
			continue
		}
		if out.harm == "" && harmful(key) && truthy(token) {
			out.harm = key
		}
		key = ""
		switch token.Kind() {
		case '{':
			named = append(named, false)
		case '[':
			named = append(named, len(named) == 0 || named[len(named)-1])
		case '}', ']':
			named = named[:len(named)-1]
		case '"':
			if len(named) > 0 && named[len(named)-1] && token.String() != "" {
				out.ids = append(out.ids, token.String())
			}
		}
		switch {
		case depth == 0:
			values++
		case depth == 1 && kind == '[' && length > 0:
			out.void = false
		}
	}
}

// packed knows gzip and zip by their first bytes.
func packed(body []byte) bool {
	return bytes.HasPrefix(body, []byte("\x1f\x8b")) || bytes.HasPrefix(body, []byte("PK"))
}
