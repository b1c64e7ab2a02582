package reports

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile is what a target may answer to take over a terminal or a report.
const hostile = "\x1b[2J\x1b]0;owned\x07\u009b31m\r\x00\x7f\u202egpj.exe\u200b\ufeff\ufffe\xff\xfe</failure>]]>&<script>|`a`|``` \U000e0041\u2028end"

// poisoned is a run with hostile text in every string.
func poisoned() *Run {
	h := func(s string) string { return s + hostile }
	c := a("p", Failed, Violation{h("rule"), "required", h("/p"), h("want"), h("got"), h("ref")})
	c.ID, c.Title, c.Endpoint, c.Area, c.Kind, c.Why, c.Ref, c.Source = h("id"), h("t"), h("e"), h("a"), h("k"), h("w\n"), h("r"), h("s")
	c.Exchange = &Exchange{Method: h("M"), Path: h("/p"), Failure: h("f"), Curl: h("curl \\\n  -H x"),
		Request:  &Message{Headers: []Header{{h("N"), h("v")}}, Body: h("b"), Size: 1},
		Response: &Message{Headers: []Header{{h("N"), h("v")}}, Body: h("b"), Size: 1, Cut: true}}
	b, w := a("b", Blocked), a("w", Warned, Violation{h("rule"), "optional", h("/p"), h("want"), h("got"), ""})
	b.Reason = h("reason\n")
	run := finished(c, b, w, a("pass", Passed))
	run.ID, run.Tool, run.Mode, run.Seed = h("i"), Tool{h("n"), h("v"), h("c"), h("d")}, "write", 1
	run.Target = Target{URL: h("u"), Version: h("v"), Flavour: h("f"), Name: h("n")}
	run.Config = map[string]string{h("key"): h("value")}
	run.Interrupted, run.Conditions = []string{h("i\n")}, []string{h("c")}
	run.Undo.Leftovers = []Leftover{{h("c"), h("m"), h("p"), h("e")}}
	run.Coverage = &Coverage{Document: h("d"), Digest: h("d"), Areas: []AreaCoverage{{h("a"), Share{}}}, Missing: []Uncovered{{h("o"), h("M"), h("/p"), h("s"), h("r")}}}
	Finish(run)
	return run
}

func TestHostileTextReachesNoFormat(t *testing.T) {
	colours := regexp.MustCompile("\x1b\\[(1|2|31|32|33|0)m")
	formats := append(Formats(),
		Format{Name: "summary", Write: tall},
		Format{Name: "colour", Write: func(w io.Writer, run *Run) error {
			return WriteSummary(w, run, Options{Colour: true, Width: 70})
		}})
	for _, f := range formats {
		t.Run(f.Name, func(t *testing.T) {
			var b bytes.Buffer
			if err := f.Write(&b, poisoned()); err != nil {
				t.Fatal(err)
			}
			text := b.String()
			if f.Name == "colour" {
				text = colours.ReplaceAllString(text, "")
			}
			if !utf8.ValidString(text) {
				t.Error("not UTF-8")
			}
			for i, r := range text {
				if r != '\n' && r != '\t' && !unicode.IsGraphic(r) {
					t.Fatalf("%U at %d: %q", r, i, text[max(0, i-40):i])
				}
			}
		})
	}
	if root := junit(t, poisoned()); len(root.all("testcase")) != 4 || len(root.all("script")) != 0 {
		t.Error("hostile text became an element")
	}
	run := poisoned()
	if _, err := ReadJSON(strings.NewReader(asJSON(t, run))); err != nil {
		t.Error(err)
	}
	if !strings.Contains(run.Cases[0].ID+run.Cases[1].ID+run.Cases[2].ID, hostile) {
		t.Error("writing changed the run of the caller")
	}
}

// Nothing of a hostile text can end the code span or fence it stands in.
func TestMarkdownKeepsTextInCode(t *testing.T) {
	var b strings.Builder
	if err := WriteMarkdown(&b, poisoned()); err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile("(?ms)^(`{4,})\n.*?\n`{4,}$").ReplaceAllString(b.String(), "")
	text = regexp.MustCompile("(?s)````.*?````").ReplaceAllString(text, "")
	if strings.Contains(text, "script") || strings.Contains(text, "owned") {
		t.Errorf("hostile text outside code:\n%s", text)
	}
	for s, want := range map[string]string{"": "", "a": "`a`", "a`b": "``a`b``", "`": "`` ` ``"} {
		if got := code(s); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	}
	if got := cell("a|b"); got != "`a\\|b`" {
		t.Errorf("got %s", got)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":           "plain",
		"größe 東京 ✓":      "größe 東京 ✓",
		"two\n\tlines":    "two\n\tlines",
		"\x1b[31mred":     `\x1b[31mred`,
		"a\r\nb":          "a\\r\nb",
		"\u009b":          `\u009b`,
		"\u202eabc":       `\u202eabc`,
		"\xff":            `\xff`,
		"\ufffd":          "\ufffd",
		"\x00":            `\x00`,
		"\U000e0041":      `\U000e0041`,
		"non\u00a0breaks": "non\u00a0breaks",
	} {
		if got := clean(in); got != want || clean(got) != got {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := line("a\n\tb"); got != `a\n\tb` {
		t.Errorf("got %q", got)
	}
}

func FuzzClean(f *testing.F) {
	f.Add(hostile)
	f.Fuzz(func(t *testing.T, s string) {
		got := clean(s)
		if !utf8.ValidString(got) || clean(got) != got || strings.IndexFunc(got, func(r rune) bool { return !plain(r) }) >= 0 {
			t.Errorf("%q: got %q", s, got)
		}
		if n := columns(cut(line(s), 20)); n > 20 {
			t.Errorf("%q is cut to %d columns", s, n)
		}
	})
}

func TestCut(t *testing.T) {
	for _, row := range []struct {
		in    string
		width int
		want  string
	}{
		{"abcdef", 0, "abcdef"}, {"abcdef", 6, "abcdef"}, {"abcdef", 5, "abcd…"}, {"abcdef", 1, "…"},
		{"東京都", 6, "東京都"}, {"東京都", 5, "東京…"}, {"東京都", 4, "東…"}, {"e\u0301e\u0301", 2, "e\u0301e\u0301"},
	} {
		if got := cut(row.in, row.width); got != row.want {
			t.Errorf("%q in %d columns: got %q, want %q", row.in, row.width, got, row.want)
		}
	}
}
