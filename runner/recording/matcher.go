package recording

import (
	"slices"
	"strings"
)

// matcher finds many words in one pass (Wu and Manber 1994, blocks of two
// bytes): most bytes of a text without any of the words are never looked at.
// Every word is at least MinSecret bytes long.
type matcher struct {
	shift  []uint8             // how far to move on after a block; 0 for a block that may end a match
	words  map[uint16][]string // by the block at the end of their first MinSecret bytes, longest first
	filled bool
}

func newMatcher(words []string) *matcher {
	m := &matcher{shift: make([]uint8, blocks), words: map[uint16][]string{}, filled: len(words) > 0}
	for i := range m.shift {
		m.shift[i] = MinSecret - 1
	}
	for _, word := range words {
		for end := 1; end < MinSecret; end++ {
			at := block(word[end-1], word[end])
			m.shift[at] = min(m.shift[at], uint8(MinSecret-1-end))
		}
		at := block(word[MinSecret-2], word[MinSecret-1])
		m.words[at] = append(m.words[at], word)
	}
	for _, list := range m.words {
		slices.SortFunc(list, func(a, b string) int {
			if len(a) != len(b) {
				return len(b) - len(a)
			}
			return strings.Compare(a, b)
		})
	}
	return m
}

// blocks is the size of the table: it stays in the processor's nearest cache,
// and pairs that share a place only make the search look more often.
const blocks = 1 << 12

func block(a, b byte) uint16 { return (uint16(a)<<5 ^ uint16(b)) % blocks }

// next finds the first word in text at or after from, the longest of those that
// begin there. It returns start -1 when there is none.
func next[T []byte | string](m *matcher, text T, from int) (start, end int) {
	if !m.filled {
		return -1, -1
	}
	for i := from + MinSecret - 1; i < len(text); {
		at := block(text[i-1], text[i])
		if skip := m.shift[at]; skip > 0 {
			i += int(skip)
			continue
		}
		start := i - MinSecret + 1
		for _, word := range m.words[at] {
			if len(word) <= len(text)-start && string(text[start:start+len(word)]) == word {
				return start, start + len(word)
			}
		}
		i++
	}
	return -1, -1
}

// replace writes mask for every word in text; ok is false, and nothing is
// copied, when there is none.
func replace[T []byte | string](m *matcher, text T, mask func(string) string) (out []byte, ok bool) {
	done := 0
	for {
		start, end := next(m, text, done)
		if start < 0 {
			break
		}
		out = append(out, text[done:start]...)
		out = append(out, mask(string(text[start:end]))...)
		done = end
	}
	if done == 0 {
		return nil, false
	}
	return append(out, text[done:]...), true
}
