package generate

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longest is how far a text is stretched; a schema that asks for more gets none.
const longest = 1 << 20

// text is a word of the right length, format or pattern; items of a list differ.
func (m *maker) text(s spot, d *demand, rich bool) (any, error) {
	if d.length.min > longest || d.length.max >= 0 && d.length.min > d.length.max {
		return nil, fmt.Errorf("%q: no text is of its length", s.pointer)
	}
	if len(d.formats) > 0 {
		return m.formatted(s, d.formats[0]), nil
	}
	if len(d.patterns) > 0 {
		return m.matching(s, d)
	}
	word := cmp.Or(strings.TrimLeft(s.name, "@_."), "text")
	if rich {
		word += "-" + strconv.FormatUint(m.number(s, 1<<16), 36)
	}
	if s.nth > 0 {
		word = strconv.Itoa(s.nth) + word
	}
	return d.length.stretch(word), nil
}

// stretch cuts a word or repeats it until it has the right length.
func (l span) stretch(word string) string {
	if runes := []rune(word); l.max >= 0 && len(runes) > l.max {
		word = string(runes[:l.max])
	}
	if short := l.min - utf8.RuneCountInString(word); short > 0 {
		word += strings.Repeat("x", short)
	}
	return word
}

func (m *maker) formatted(s spot, format string) string {
	n := m.number(s, 1<<16) + uint64(s.nth)
	switch format {
	case "date-time":
		return fmt.Sprintf("2025-01-02T03:%02d:%02d.000Z", n/60%60, n%60)
	case "date":
		return fmt.Sprintf("2025-01-%02d", 1+n%28)
	case "uri":
		return fmt.Sprintf("https://host-%d.example.test/", n)
	case "uuid":
		return fmt.Sprintf("%08x-0000-4000-8000-%012x", m.Seed&0xffffffff, n)
	case "ipv4":
		return fmt.Sprintf("192.0.2.%d", 1+n%254)
	case "ipv6":
		return fmt.Sprintf("2001:db8::%x", 1+n%0xfffe)
	}
	return "text"
}

// matching tries ever more repetitions until a text has the right length and
// matches all patterns.
func (m *maker) matching(s spot, d *demand) (any, error) {
	for repeats := range 12 {
		text, err := example(d.patterns[0], repeats, int(m.number(s, 1<<16))+s.nth)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", s.pointer, err)
		}
		for _, candidate := range []string{text, strings.Repeat("x", max(0, d.length.min-utf8.RuneCountInString(text))) + text} {
			if m.fits(s.schemas, candidate) {
				return candidate, nil
			}
		}
	}
	return nil, fmt.Errorf("%q: no text found that matches %s", s.pointer, d.patterns[0])
}
