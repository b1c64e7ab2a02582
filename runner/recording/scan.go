package recording

import "io"

// Find looks for a secret in a text, in any spelling, and names the spelling.
func (r *Redactor) Find(text []byte) (form string, found bool) {
	if l := r.look(); l != nil {
		if start, end := next(l.words, text, 0); start >= 0 {
			return l.forms[string(text[start:end])], true
		}
	}
	return "", false
}

// Scanner passes on what is written to it and looks for secrets in it. Redaction
// has removed them long before: a find means that one came by another way.
type Scanner struct {
	out      io.Writer
	redactor *Redactor
	tail     []byte // the end of what was written: a secret may begin in one piece and end in the next
	form     string
	found    bool
}

// Scanner looks through what goes to a writer.
func (r *Redactor) Scanner(out io.Writer) *Scanner { return &Scanner{out: out, redactor: r} }

func (s *Scanner) Write(p []byte) (int, error) {
	if l := s.redactor.look(); l != nil && !s.found {
		keep := l.longest - 1
		// Where two pieces meet is looked at apart, so that large ones are not copied.
		seam := append(s.tail, p[:min(len(p), keep)]...)
		for _, text := range [][]byte{seam, p} {
			if form, found := s.redactor.Find(text); found {
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

// Veil is a writer that hides secrets in what goes to a terminal or a log, where
// nothing can be taken back. Each piece is looked at by itself: whoever prints a
// line prints it at once.
func (r *Redactor) Veil(out io.Writer) io.Writer { return veil{out, r} }

type veil struct {
	out      io.Writer
	redactor *Redactor
}

func (v veil) Write(p []byte) (int, error) {
	if _, err := io.WriteString(v.out, v.redactor.Text(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
