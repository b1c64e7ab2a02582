package plan

import (
	"slices"
	"testing"
)

func TestEveryRuleSaysWhereItIsWritten(t *testing.T) {
	seen := map[[3]string]bool{}
	for _, r := range table {
		key := [3]string{r.dialect, r.part, r.breach}
		if seen[key] {
			t.Errorf("%v is there twice", key)
		}
		seen[key] = true
		fromDocument := r.breach == "fits" || r.breach == "together"
		if (r.ref == "") != fromDocument {
			t.Errorf("%v: ref %q", key, r.ref)
		}
		if !slices.Contains([]string{"", "recommended"}, r.level) || r.level != "" && r.why == "" {
			t.Errorf("%v: level %q without a reason", key, r.level)
		}
	}
}

func TestRuleFor(t *testing.T) {
	for _, r := range []struct {
		dialect, part, breach string
		ok                    bool
		level                 string
	}{
		{configSchema, "body", "unknown", true, ""},
		{zod, "body", "unknown", false, ""}, // dropped, not refused
		{zod, "query", "unknown", false, ""},
		{zod, "query", "capitals", false, ""}, // zod reads true and false only
		{configSchema, "query", "twice", true, "recommended"},
		{configSchema, "body", "scalar", true, "recommended"},
		{configSchema, "body", "list", true, ""},
		{"", "body", "ignored", true, ""},
		{zod, "query", "fits", true, ""},
		{zod, "query", "surprise", false, ""},
	} {
		if got, ok := ruleFor(r.dialect, r.part, r.breach); ok != r.ok || got.level != r.level {
			t.Errorf("%s %s %s: got %+v, %v", r.dialect, r.part, r.breach, got, ok)
		}
	}
}
