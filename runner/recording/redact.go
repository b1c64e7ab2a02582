package recording

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Redacted stands where a secret was.
const Redacted = "[redacted]"

// Redactor replaces secrets by Redacted. It is safe for concurrent use, and its
// zero value still removes what the sensitive headers carry.
type Redactor struct {
	secrets []string
	words   *matcher
	numbers *matcher // the words that can stand in JSON outside a string
}

// NewRedactor builds a redactor for the secrets of a run. A secret of fewer than
// six bytes is an error: looked for in every text, it would shred the answers.
func NewRedactor(secrets ...string) (*Redactor, error) {
	var words, numbers []string
	for i, secret := range secrets {
		if len(secret) < MinSecret {
			return nil, fmt.Errorf("secret %d of %d has %d bytes: removing it would damage ordinary words; use a secret of at least %d",
				i+1, len(secrets), len(secret), MinSecret)
		}
		words = append(words, forms(secret)...)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	for _, word := range words {
		if numeric(word) {
			numbers = append(numbers, word)
		}
	}
	return &Redactor{secrets: slices.Clone(secrets), words: newMatcher(words), numbers: newMatcher(numbers)}, nil
}

// With returns a redactor that also removes further secrets.
func (r *Redactor) With(secrets ...string) (*Redactor, error) {
	var known []string
	if r != nil {
		known = r.secrets
	}
	return NewRedactor(append(slices.Clone(known), secrets...)...)
}

// Text removes the secrets from a text.
func (r *Redactor) Text(s string) string {
	if r.empty() {
		return s
	}
	if out, ok := replace(r.words, s, mask); ok {
		return string(out)
	}
	return s
}

// Bytes removes the secrets from a body. A body without a secret is returned as
// it is, and valid JSON stays valid JSON.
func (r *Redactor) Bytes(b []byte) []byte {
	if r.empty() || len(b) < MinSecret {
		return b
	}
	start, _ := next(r.words, b, 0)
	hit := start >= 0
	if !looksLikeJSON(b) {
		if hit {
			b, _ = replace(r.words, b, mask)
		}
		return b
	}
	// A secret may also be spelt with escapes that forms does not foresee.
	if !hit && bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	b = r.literals(b)
	if start, _ := next(r.words, b, 0); start >= 0 && !jsontext.Value(b).IsValid(lenient...) {
		b, _ = replace(r.words, b, mask)
	}
	return b
}

func (r *Redactor) empty() bool { return r == nil || r.words == nil || !r.words.filled }

func mask(word string) string {
	if numeric(word) {
		return nines(word)
	}
	return Redacted
}

// numeric tells a secret that may stand in JSON as a part of a bare number, where
// the usual mask would break the document.
func numeric(word string) bool {
	return numberPart.MatchString(word) && strings.ContainsAny(word, "0123456789")
}

var numberPart = regexp.MustCompile(`^-?[0-9]*\.?[0-9]*([eE][+-]?[0-9]*)?$`)

func nines(word string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '9'
		}
		return r
	}, word)
}
