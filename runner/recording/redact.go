package recording

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"
)

// Redacted stands where a secret was.
const Redacted = "[redacted]"

// Redactor replaces secrets by Redacted. It is safe for concurrent use, and its
// zero value still removes what the sensitive headers carry.
type Redactor struct {
	lexicon atomic.Pointer[lexicon] // nil: no secrets
	mu      sync.Mutex              // one at a time learns
}

// lexicon is what a redactor looks for; it does not change once it is built.
type lexicon struct {
	secrets []string
	hidden  map[string]bool   // secrets that Hidden replaces, not Redacted
	forms   map[string]string // what the spelling of a word is called
	marks   map[string]string // instead of Redacted
	longest int               // bytes of the longest word
	words   *matcher
	numbers *matcher // the words that can stand in JSON outside a string
}

// NewRedactor builds a redactor for the secrets of a run. A secret of fewer than
// six bytes is an error: looked for in every text, it would shred the answers.
func NewRedactor(secrets ...string) (*Redactor, error) {
	for i, secret := range secrets {
		if len(secret) < MinSecret {
			return nil, fmt.Errorf("secret %d of %d has %d bytes: removing it would damage ordinary words; use a secret of at least %d",
				i+1, len(secrets), len(secret), MinSecret)
		}
	}
	r := &Redactor{}
	r.lexicon.Store(newLexicon(secrets, nil))
	return r, nil
}

func newLexicon(secrets []string, hidden map[string]bool) *lexicon {
	l := &lexicon{secrets: slices.Clone(secrets), hidden: hidden, forms: map[string]string{}, marks: map[string]string{}}
	var words, numbers []string
	for _, secret := range secrets {
		for _, s := range forms(secret) {
			if _, known := l.forms[s.text]; known {
				continue
			}
			l.forms[s.text] = s.form
			if hidden[secret] {
				l.marks[s.text] = Hidden
			}
			l.longest = max(l.longest, len(s.text))
			words = append(words, s.text)
			if numeric(s.text) {
				numbers = append(numbers, s.text)
			}
		}
	}
	l.words, l.numbers = newMatcher(words), newMatcher(numbers)
	return l
}

// With returns a redactor that also removes further secrets.
func (r *Redactor) With(secrets ...string) (*Redactor, error) {
	return NewRedactor(append(slices.Clone(r.secrets()), secrets...)...)
}

// maxLearned bounds what is learned: a load balancer that sets another cookie
// with every answer would make looking for them all slow.
const maxLearned = 256

// Learn adds secrets that came up during the run: from now on they are removed,
// and looked for in every file. What is too short to look for is left out.
func (r *Redactor) Learn(secrets ...string) { r.learn(nil, secrets) }

// learn adds secrets that Redacted replaces, or Hidden where that says so.
func (r *Redactor) learn(hide func(string) bool, secrets []string) {
	if r == nil || len(secrets) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	known, hidden := r.secrets(), map[string]bool{}
	if l := r.look(); l != nil {
		maps.Copy(hidden, l.hidden)
	}
	for _, secret := range secrets {
		if len(secret) >= MinSecret && len(known) < maxLearned && !slices.Contains(known, secret) {
			known = append(slices.Clip(known), secret)
			hidden[secret] = hide != nil && hide(secret)
		}
	}
	if len(known) > len(r.secrets()) {
		r.lexicon.Store(newLexicon(known, hidden))
	}
}

func (r *Redactor) secrets() []string {
	if l := r.look(); l != nil {
		return l.secrets
	}
	return nil
}

// look is the lexicon; nil when there is nothing to look for.
func (r *Redactor) look() *lexicon {
	if r == nil {
		return nil
	}
	if l := r.lexicon.Load(); l != nil && l.words.filled {
		return l
	}
	return nil
}

// Text removes the secrets from a text.
func (r *Redactor) Text(s string) string {
	l := r.look()
	if l == nil {
		return s
	}
	if out, ok := replace(l.words, s, l.mask); ok {
		return string(out)
	}
	return s
}

// Bytes removes the secrets from a body. A body without a secret is returned as
// it is, and valid JSON stays valid JSON.
func (r *Redactor) Bytes(b []byte) []byte {
	l := r.look()
	if l == nil || len(b) < MinSecret {
		return b
	}
	start, _ := next(l.words, b, 0)
	hit := start >= 0
	if !looksLikeJSON(b) {
		if hit {
			b, _ = replace(l.words, b, l.mask)
		}
		return b
	}
	// A secret may also be spelt with escapes that forms does not foresee.
	if !hit && bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	b = l.literals(b)
	if start, _ := next(l.words, b, 0); start >= 0 && !jsontext.Value(b).IsValid(lenient...) {
		b, _ = replace(l.words, b, l.mask)
	}
	return b
}

func (l *lexicon) mask(word string) string {
	if numeric(word) {
		return nines(word)
	}
	if mark, ok := l.marks[word]; ok {
		return mark
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
