package recording

import "strings"

// Two readings of the same bytes are about: as UTF-8, and as Latin-1, which is
// what HTTP once said of headers. Whoever mixes them up writes a text otherwise.

// fromLatin1 writes bytes of Latin-1 as UTF-8.
func fromLatin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// toLatin1 writes a text in Latin-1; ok is false when it has characters that
// Latin-1 lacks, such as the one that stands for no UTF-8.
func toLatin1(s string) (out string, ok bool) {
	var raw strings.Builder
	for _, r := range s {
		if r > 0xff {
			return "", false
		}
		raw.WriteByte(byte(r))
	}
	return raw.String(), true
}

// readings are a secret as it is, and as whoever mixes up the two writes it.
func readings(secret string) []spelling {
	list := []spelling{{secret, ""}}
	if !ascii(secret) {
		list = append(list, spelling{fromLatin1(secret), "read as Latin-1"})
		if text, ok := toLatin1(secret); ok && len(text) >= MinSecret {
			list = append(list, spelling{text, "in Latin-1"})
		}
	}
	return list
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 0x7f }) < 0
}
