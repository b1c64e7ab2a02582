package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// WriteText writes the report for people: a line for each check, and its remedy
// below it.
func (r *Report) WriteText(w io.Writer) error {
	wide := 0
	for _, c := range r.Checks {
		wide = max(wide, len(c.ID))
	}
	var b strings.Builder
	fmt.Fprintln(&b, r.Target)
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "%-8s %-*s  %s\n", c.State, wide, c.ID, c.Finding)
		if c.Remedy != "" {
			fmt.Fprintf(&b, "%-8s %-*s  -> %s\n", "", wide, "", c.Remedy)
		}
	}
	fmt.Fprintln(&b, r.Verdict())
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteJSON writes the report for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// Verdict is the report in one line.
func (r *Report) Verdict() string {
	warnings := 0
	for _, c := range r.Checks {
		if c.State == Warning {
			warnings++
		}
	}
	switch {
	case r.kind == target.ErrInterrupted:
		return "interrupted; whether the target can be tested is not known"
	case r.Stopped && !r.Usable:
		return "the target cannot be tested like this; nothing further can be known before that is mended"
	case !r.Usable:
		return "the target cannot be tested like this"
	case warnings == 1:
		return "the target can be tested; mind the warning"
	case warnings > 0:
		return fmt.Sprintf("the target can be tested; mind the %d warnings", warnings)
	}
	return "the target can be tested"
}

// split takes an error of the form "what: remedy" apart.
func split(text string) (finding, remedy string) {
	if i := strings.LastIndex(text, ": "); i >= 0 {
		return text[:i], text[i+2:]
	}
	return text, "check the settings"
}

// plain keeps a finding on one line, and the terminal safe from what a target or
// a certificate writes into it.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		if !unicode.IsGraphic(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
