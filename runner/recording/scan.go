package recording

import (
	"io"
	"regexp"
	"slices"
)

// Find looks for a secret in a text, in any spelling, and names the spelling.
func (r *Redactor) Find(text []byte) (form string, found bool) { return r.find(text, nil) }

func (r *Redactor) find(text []byte, except []string) (form string, found bool) {
	l := r.look()
	if l == nil {
		return "", false
	}
	for from := 0; ; {
		start, end := next(l.words, text, from)
		if start < 0 {
			return "", false
		}
		if word := string(text[start:end]); !slices.Contains(except, word) {
			return l.forms[word], true
		}
		from = start + 1
	}
}

// wordlike is a secret that could as well be an ordinary word.
var wordlike = regexp.MustCompile(`^[A-Za-z]{1,15}[0-9]{0,4}$`)

// Wordlike lists the secrets that could as well be ordinary words, such as
// changeme: a text that holds one need not hold the secret.
func (r *Redactor) Wordlike() []string {
	words := slices.DeleteFunc(slices.Clone(r.secrets()), func(s string) bool { return !wordlike.MatchString(s) })
	slices.Sort(words)
	return slices.Compact(words)
}

// Scanner passes on what is written to it and looks for secrets in it. Redaction
// has removed them long before: a find means that one came by another way.
type Scanner struct {
	out      io.Writer
	redactor *Redactor
	except   []string
	tail     []byte // the end of what was written: a secret may begin in one piece and end in the next
	form     string
	found    bool
}

// Scanner looks through what goes to a writer, for all secrets but the excepted.
func (r *Redactor) Scanner(out io.Writer, except ...string) *Scanner {
	return &Scanner{out: out, redactor: r, except: except}
}

func (s *Scanner) Write(p []byte) (int, error) {
	if l := s.redactor.look(); l != nil && !s.found {
		keep := l.longest - 1
		// Where two pieces meet is looked at apart, so that large ones are not copied.
		seam := append(s.tail, p[:min(len(p), keep)]...)
		for _, text := range [][]byte{seam, p} {
			if form, found := s.redactor.find(text, s.except); found {
				s.form, s.found = form, true
			}
		}
		if len(p) >= keep {
			s.tail = append(s.tail[:0], p[len(p)-keep:]...)
		} else {
			s.tail = append(s.tail[:0], seam[max(0, len(seam)-keep):]...)
		}
	}
	return s.out.Write(p)
}

// Found tells whether a secret went by, and in which spelling.
func (s *Scanner) Found() (form string, found bool) { return s.form, s.found }
