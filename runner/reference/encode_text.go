package reference

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

func (e encoder) text(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		ch := s[i]
		if ch >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			b = e.wide(b, r)
			i += size
			continue
		}
		switch {
		case e.allText:
			b = e.wide(b, rune(ch))
		case ch == '/' && e.slashes:
			b = append(b, '\\', '/')
		case ch == '"' || ch == '\\':
			b = append(b, '\\', ch)
		case ch == '\n':
			b = append(b, `\n`...)
		case ch == '\t':
			b = append(b, `\t`...)
		case ch == '\r':
			b = append(b, `\r`...)
		case ch < ' ':
			b = append(b, `\u00`...)
			b = append(b, hexDigits[ch>>4], hexDigits[ch&15])
		default:
			b = append(b, ch)
		}
		i++
	}
	return append(b, '"')
}

func (e encoder) wide(b []byte, r rune) []byte {
	if !e.escape && !e.allText {
		return utf8.AppendRune(b, r)
	}
	form := `\u%04x`
	if e.capitals {
		form = `\u%04X`
	}
	if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
		return fmt.Appendf(b, form+form, high, low)
	}
	return fmt.Appendf(b, form, r)
}
