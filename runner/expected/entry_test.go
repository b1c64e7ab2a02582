package expected

import (
	"strings"
	"testing"
	"time"
)

var (
	known = Known{
		Cases: map[string]string{"roles.delete.gone": "roles.delete", "roles.delete.again": "roles.delete", "roles.get.ok": "roles.get", "platform.consistency.xsrf": "platform"},
		Rules: []string{"status-unexpected", "header-missing"},
	}
	today = time.Date(2026, 5, 1, 23, 0, 0, 0, time.UTC)
)

const good = `- case: roles.delete.gone
  rule: status-unexpected
  reason: our proxy answers 200, ticket 12
  owner: platform team
  until: 2026-05-01
`

func with(key, value string) string {
	var out []string
	for _, l := range strings.Split(good, "\n") {
		if name, _, _ := strings.Cut(strings.TrimLeft(l, "- "), ":"); name == key {
			l = l[:strings.Index(l, ":")+1] + " " + value
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

// Every planted mistake is caught, with its file and line.
func TestPlantedMistakes(t *testing.T) {
	for name, row := range map[string]struct{ file, want string }{
		// an entry that expired
		"expired":            {with("until", "2026-04-30"), "known.yaml:1: expired on 2026-04-30: platform team has to look at roles.delete.gone again"},
		"expired years ago":  {with("until", "1999-12-31"), "expired on 1999-12-31"},
		"no day":             {with("until", "soon"), `until "soon": want a day`},
		"a day that is none": {with("until", "2026-02-30"), `until "2026-02-30": want a day`},
		"no until":           {with("until", ""), "until is missing"},
		// an unknown id
		"unknown case":                   {with("case", "roles.delete.goen"), `case "roles.delete.goen" is unknown`},
		"an endpoint for a case":         {with("case", "roles.delete"), "roles.delete is an endpoint; name one of its cases, or all with roles.delete.*"},
		"a wildcard without a case":      {with("case", "spaces.*"), `case "spaces.*" is unknown`},
		"unknown rule":                   {with("rule", "status-unexpectd"), `rule "status-unexpectd" is unknown`},
		"a wildcard for a rule":          {with("rule", `"*"`), `rule "*" is unknown`},
		"no case":                        {with("case", ""), "case is missing"},
		"no rule":                        {with("rule", ""), "rule is missing"},
		"an unknown case in other spell": {with("case", "Roles.delete.gone"), "is unknown"},
		// no reason
		"no reason":            {with("reason", ""), "reason is missing"},
		"an empty reason":      {with("reason", `"  "`), "reason is missing"},
		"no owner":             {with("owner", ""), "owner is missing"},
		"a reason that is not": {with("reason", "[a, b]"), "reason: want a text"},
		// more than one endpoint
		"all":                {with("case", `"*"`), `covers 3 endpoints`},
		"an area":            {with("case", "roles.*"), `case "roles.*" covers 2 endpoints (roles.delete and roles.get)`},
		"across by an end":   {with("case", `"*.*n*"`), "covers 2 endpoints (platform and roles.delete)"},
		"part of a word":     {with("case", "roles.*e*"), "covers 2 endpoints"},
		"a good one besides": {good + with("case", "roles.*"), "known.yaml:6: case"},
		// version ranges and the form of the file
		"no range":         {good + "  versions: newest\n", `versions "newest": want a range`},
		"unknown key":      {good + "  until_version: 9.2.0\n", `unknown key "until_version"`},
		"a key twice":      {good + "  owner: me\n", "owner"},
		"the same twice":   {good + good, "is expected at known.yaml:1 already"},
		"empty":            {"", "want a list of entries"},
		"empty list":       {"[]", "no failure is expected"},
		"comments only":    {"# nothing\n", "want a list of entries"},
		"a mapping":        {"expected: []", "want a list of entries"},
		"a list of words":  {"- roles.delete.gone\n", "known.yaml:1: want an entry with case, rule"},
		"no YAML":          {"- case: [", "known.yaml"},
		"an anchor's loop": {"- &a [*a]", "want"},
	} {
		t.Run(name, func(t *testing.T) {
			entries, err := Load([]byte(row.file), "known.yaml", known, today)
			if err == nil || entries != nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v\nwant %s", err, row.want)
			}
		})
	}
}

func TestAllProblemsAreListedAtOnce(t *testing.T) {
	_, err := Load([]byte(with("until", "2020-01-01")+with("reason", "")+with("rule", "x-y")), "known.yaml", known, today)
	if problems, ok := err.(Problems); !ok || len(problems.Entries) != 3 || !strings.Contains(problems.Entries[1], "roles.delete.gone: reason is missing; status-unexpected of roles.delete.gone is expected at") {
		t.Errorf("%v", err)
	}
}

// A proposed file as it is: every entry is wrong in the same way, which is said once.
func TestManyProblemsStayShort(t *testing.T) {
	for n, lines := range map[int]int{1: 2, 20: 21, 21: 22, 22: 22, 400: 22} {
		_, err := Load([]byte(strings.Repeat("- case: roles.delete.gone\n  rule: header-missing\n  until: 2030-01-31\n  reason: \"\"\n", n)), "known.yaml", known, today)
		text := err.Error()
		if got := strings.Split(text, "\n"); len(got) != lines || !strings.HasPrefix(got[0], "known.yaml:1: roles.delete.gone: reason and owner are missing") {
			t.Errorf("%d entries: %d lines, want %d:\n%s", n, len(got), lines, text)
		}
		if strings.Count(text, "each entry needs reason (why the deviation is known and accepted), owner (who sees to it)") != 1 || n == 400 && !strings.Contains(text, "\n… 380 more\n") {
			t.Errorf("%d entries:\n%s", n, text)
		}
	}
}

func TestGoodEntries(t *testing.T) {
	for name, file := range map[string]string{
		"one": good, "a rule for all cases of an endpoint": with("case", "roles.delete.*"), "blocked": with("rule", "blocked"),
		"a range": good + `  versions: ">=8.17.0 <9.2.0"` + "\n", "a case across endpoints, by its id": with("case", "platform.consistency.xsrf"),
		"one range each": good + "  versions: <9.0.0\n" + good + "  versions: \">=9.0.0\"\n",
	} {
		if entries, err := Load([]byte(file), "known.yaml", known, today); err != nil || len(entries) == 0 || entries[0].At != "known.yaml:1" || entries[0].Owner != "platform team" {
			t.Errorf("%s: %+v %v", name, entries, err)
		}
	}
}

func TestCovers(t *testing.T) {
	for _, row := range []struct {
		pattern, id string
		want        bool
	}{
		{"a.b", "a.b", true}, {"a.b", "a.bc", false}, {"a.*", "a.b", true}, {"a.*", "a", false}, {"*", "a", true}, {"*.b", "a.b", true}, {"*.b", "a.bc", false},
		{"a*c", "abc", true}, {"a*c", "ac", true}, {"a*c*e", "abcde", true}, {"a*c*e", "abde", false}, {"ab*b", "ab", false},
	} {
		if Covers(row.pattern, row.id) != row.want {
			t.Errorf("%s covers %s: want %v", row.pattern, row.id, row.want)
		}
	}
}
