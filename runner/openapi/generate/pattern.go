package generate

import (
	"fmt"
	"regexp/syntax"
	"strings"
)

// example is a text that a regular expression of RE2 matches. The libraries that
// do this have had no maintainer for years; the parser of the standard library
// leaves little to do. An expression that looks around what it matches, as \b
// does, may get a text that it refuses: the caller judges.
func example(pattern string, repeats, pick int) (string, error) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", fmt.Errorf("pattern %s: %w", pattern, err)
	}
	var b strings.Builder
	w := writer{&b, repeats, pick}
	if err := w.write(parsed.Simplify()); err != nil {
		return "", fmt.Errorf("pattern %s: %w", pattern, err)
	}
	return b.String(), nil
}

type writer struct {
	*strings.Builder
	repeats int
	pick    int
}

func (w writer) write(re *syntax.Regexp) error {
	switch re.Op {
	case syntax.OpNoMatch:
		return fmt.Errorf("nothing matches it")
	case syntax.OpLiteral:
		w.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		w.WriteRune(w.runeOf(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		w.WriteByte('x')
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest:
		n := w.repeats
		switch re.Op {
		case syntax.OpPlus:
			n = max(n, 1)
		case syntax.OpQuest:
			n = min(n, 1)
		}
		for range n {
			if err := w.write(re.Sub[0]); err != nil {
				return err
			}
		}
	case syntax.OpAlternate:
		return w.write(re.Sub[w.pick%len(re.Sub)])
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			if err := w.write(sub); err != nil {
				return err
			}
		}
	}
	return nil // what is left matches between characters
}

// runeOf prefers what people can read: a letter or a digit of the class.
func (w writer) runeOf(ranges []rune) rune {
	holds := func(r rune) bool {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= r && r <= ranges[i+1] {
				return true
			}
		}
		return false
	}
	const readable = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./ "
	for i := range len(readable) {
		if r := rune(readable[(i+w.pick)%len(readable)]); holds(r) {
			return r
		}
	}
	return ranges[0]
}
