package reports

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func annotations(t *testing.T, run *Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteGitHub(&b, run); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// GitHub shows ten annotations of a kind and drops the rest in silence.
func TestAnnotationsAreCapped(t *testing.T) {
	for _, n := range []int{1, 10, 11, 500} {
		var cases []Case
		for i := range n {
			cases = append(cases, a(fmt.Sprintf("f-%03d", i), Failed, broken(fmt.Sprintf("rule-%03d", i), "/x", "1", "2")))
			cases = append(cases, a(fmt.Sprintf("w-%03d", i), Warned, Violation{Rule: fmt.Sprintf("mild-%03d", i), Level: "optional", Want: "1", Got: "2"}))
		}
		text := annotations(t, finished(cases...))
		for _, kind := range []string{"::error ", "::warning "} {
			if got := strings.Count(text, kind); got != min(n, 10) {
				t.Errorf("%d findings: %d of %s", n, got, kind)
			}
		}
		if n > 10 && strings.Count(text, fmt.Sprintf("::%d more findings;", n-9)) != 2 {
			t.Errorf("%d findings: the rest is not counted:\n%s", n, text)
		}
	}
}

// Whatever a target answers stays within the one command that it stands in.
func TestAnnotationsCannotBeForged(t *testing.T) {
	evil := "x\n::error title=forged::me\r::add-mask::a%0A::,title=b:c"
	c := a("c", Failed, broken(evil, evil, evil, evil))
	c.ID, c.Endpoint = evil, evil
	run := finished(c)
	run.Interrupted = []string{evil}
	Finish(run)
	lines := strings.Split(strings.TrimSuffix(annotations(t, run), "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	for _, l := range lines {
		head, _, _ := strings.Cut(strings.TrimPrefix(l, "::"), "::")
		kind, properties, _ := strings.Cut(head, " ")
		if (kind != "error" && kind != "notice") || strings.ContainsAny(properties, ",:") || strings.Contains(l, "\r") {
			t.Errorf("line %q", l)
		}
	}
}
