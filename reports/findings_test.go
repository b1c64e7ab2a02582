package reports

import (
	"fmt"
	"testing"
)

// plainRun has n endpoints with m passing cases each, which a test then breaks.
func plainRun(n, m int) *Run {
	var cases []Case
	for e := range n {
		for i := range m {
			c := a(fmt.Sprintf("e%02d.case-%02d", e, i), Passed)
			c.Endpoint, c.Title = fmt.Sprintf("e%02d", e), fmt.Sprintf("answers question %d of %d", i, e)
			c.Exchange.Status = 200 + 100*(i%4)
			cases = append(cases, c)
		}
	}
	return finished(cases...)
}

// sharedFault is a run in which every answer lacks one header.
func sharedFault() *Run {
	run := plainRun(12, 20)
	for i := range run.Cases {
		run.Cases[i].Outcome = Failed
		run.Cases[i].Violations = []Violation{broken("header-missing", "kbn-name", "present", "absent")}
	}
	Finish(run)
	return run
}

func TestFindingsJoinOneCause(t *testing.T) {
	status := func(want, got int) Violation {
		return broken("status-unexpected", "", fmt.Sprint(want), fmt.Sprint(got))
	}
	for name, violate := range map[string]func(i int, c *Case) Violation{
		"a header is missing everywhere": func(int, *Case) Violation {
			return broken("header-missing", "kbn-name", "present", "absent")
		},
		"a header has another random value each time": func(i int, _ *Case) Violation {
			return broken("header-unexpected", "kbn-license-sig", "/^[0-9a-f]{64}$/", fmt.Sprintf("%032x", i+1))
		},
		"a value has the wrong type, the values differ": func(i int, _ *Case) Violation {
			return broken("schema-mismatch", "/statusCode", "integer", fmt.Sprintf("string %q", fmt.Sprint(400+i)))
		},
		"an own name is not echoed": func(i int, _ *Case) Violation {
			return broken("value-unexpected", "/item/name", fmt.Sprintf(`"kbn-conf-%d"`, i), fmt.Sprintf(`"other %d"`, i))
		},
		"a number in the body contradicts the status": func(i int, _ *Case) Violation {
			return broken("error-shape", "/statusCode", fmt.Sprint(400+i), fmt.Sprint(401+i))
		},
		"a status comes with a message about each object": func(i int, c *Case) Violation {
			c.Kind = "state"
			return broken("status-unexpected", "", "200 OK", fmt.Sprintf("404 Not Found (%q)", fmt.Sprintf("no object %x", i)))
		},
		"an answer differs from those of other endpoints": func(_ int, c *Case) Violation {
			return broken("shape-outlier", "e00", "an object as other endpoints", "a list from "+c.ID)
		},
		"the elements of a list are wrong at different positions": func(i int, _ *Case) Violation {
			return broken("schema-mismatch", fmt.Sprintf("/items/%d/%d/id", i, i+1), "string", "integer 3")
		},
		"objects appear where strings belong": func(i int, _ *Case) Violation {
			return broken("schema-mismatch", "/error", "string", fmt.Sprintf(`{"code":%d}`, i))
		},
		"lists appear where strings belong": func(i int, _ *Case) Violation {
			return broken("schema-mismatch", "/error", "string", fmt.Sprintf(`[%d]`, i))
		},
		"bodies stop at different bytes": func(i int, _ *Case) Violation {
			return broken("body-not-json", "", "one JSON value", fmt.Sprintf("unexpected end at byte %d", i))
		},
		"every answer has one status": func(i int, c *Case) Violation {
			c.Exchange.Status = 418
			return status(200+100*(i%4), 418)
		},
		"every refusal is a crash": func(i int, c *Case) Violation {
			c.Exchange.Status, c.Kind = 500, fmt.Sprint("kind", i%3)
			return status(400+i%5, 500)
		},
		"credentials are not asked for, requests meet what comes next": func(i int, c *Case) Violation {
			return status(401, []int{200, 404, 400}[i%3])
		},
		"one obligation is broken everywhere, requests meet what comes next": func(i int, c *Case) Violation {
			c.Title = "refuses a write without kbn-xsrf"
			return status(400, []int{200, 404, 409}[i%3])
		},
	} {
		t.Run(name, func(t *testing.T) {
			run := plainRun(12, 20)
			n := 0
			for i := range run.Cases {
				if name != "every answer has one status" && i%20 > 4 {
					continue // the fault is everywhere, but not in every case
				}
				c := &run.Cases[i]
				c.Outcome, c.Violations = Failed, []Violation{violate(i, c)}
				n++
			}
			Finish(run)
			if len(run.Findings) != 1 {
				t.Fatalf("%d findings, want 1: %v", len(run.Findings), run.Findings)
			}
			if f := run.Findings[0]; len(f.Cases) != n || len(f.Targets) != 12 {
				t.Errorf("%d cases on %d endpoints, want %d on 12", len(f.Cases), len(f.Targets), n)
			}
		})
	}
}

func TestFindingsKeepCausesApart(t *testing.T) {
	both := func(first, second Violation) []Case {
		one, two := a("a", Failed, first), a("b", Failed, second)
		two.Endpoint, two.Title = "spaces.list", "another requirement"
		return []Case{one, two}
	}
	for name, cases := range map[string][]Case{
		"different rules":     both(broken("a", "/x", "1", "2"), broken("b", "/x", "1", "2")),
		"different headers":   both(broken("header-missing", "kbn-name", "", ""), broken("header-missing", "kbn-version", "", "")),
		"different members":   both(broken("r", "/item/id", "string", "null"), broken("r", "/item/name", "string", "null")),
		"different wants":     both(broken("r", "/x", "string", "null"), broken("r", "/x", "integer", "null")),
		"different kinds":     both(broken("r", "/x", "string", "null"), broken("r", "/x", "string", "integer 3")),
		"different bounds":    both(broken("r", "/x", ">= 1", "integer 0"), broken("r", "/x", "<= 9", "integer 10")),
		"whole-body rules":    both(broken("r", "", "one JSON value", "HTML"), broken("r", "", "an empty body", "HTML")),
		"different statuses":  both(broken("status-unexpected", "", "404", "400"), broken("status-unexpected", "", "404", "200")),
		"crash and no guard":  both(broken("status-unexpected", "", "401", "500"), broken("status-unexpected", "", "401", "200")),
		"no status in values": both(broken("status-unexpected", "", "an answer", "nothing"), broken("status-unexpected", "", "an answer", "noise")),
	} {
		t.Run(name, func(t *testing.T) {
			if run := finished(cases...); len(run.Findings) != 2 {
				t.Errorf("%d findings, want 2: %v", len(run.Findings), run.Findings)
			}
		})
	}
	t.Run("different kinds of case", func(t *testing.T) {
		cases := both(broken("status-unexpected", "", "400", "200"), broken("status-unexpected", "", "400", "200"))
		cases[1].Kind = "input"
		if run := finished(cases...); len(run.Findings) != 2 {
			t.Errorf("%d findings, want 2: %v", len(run.Findings), run.Findings)
		}
	})
}

// What looks like a common cause in many cases is a coincidence in a few.
func TestFindingsDoNotJoinByCoincidence(t *testing.T) {
	for name, row := range map[string]struct {
		cases  int
		change func(i int, c *Case)
		want   int
	}{
		"nine answers of one status": {9, func(i int, c *Case) {
			c.Exchange.Status, c.Violations = 418, []Violation{broken("status-unexpected", "", fmt.Sprint(200+i%2), "418")}
		}, 2},
		"half of the answers of one status": {20, func(i int, c *Case) {
			if c.Exchange.Status = 418; i%2 == 0 {
				c.Exchange.Status = 200
			}
			c.Violations = []Violation{broken("status-unexpected", "", fmt.Sprint(200+i%4), "418")}
		}, 4},
		"two kinds of answer that crash": {12, func(i int, c *Case) {
			c.Violations = []Violation{broken("status-unexpected", "", fmt.Sprint(400+i%2), "500")}
		}, 2},
		"one title within one endpoint": {2, func(i int, c *Case) {
			c.Endpoint, c.Title = "e", "refuses an unknown key"
			c.Violations = []Violation{broken("status-unexpected", "", "400", fmt.Sprint(200+204*i))}
		}, 2},
	} {
		run := plainRun(row.cases, 1)
		for i := range run.Cases {
			run.Cases[i].Outcome = Failed
			row.change(i, &run.Cases[i])
		}
		if Finish(run); len(run.Findings) != row.want {
			t.Errorf("%s: %d findings, want %d: %v", name, len(run.Findings), row.want, run.Findings)
		}
	}
}

func TestFindingsAttributeABodyToItsStatus(t *testing.T) {
	status := broken("status-unexpected", "", "404", "200")
	body := broken("error-shape", "/message", "string", "absent")
	header := broken("header-missing", "kbn-name", "", "")
	run := finished(a("a", Failed, status, body, header))
	if len(run.Findings) != 2 || run.Findings[0].Rule == "error-shape" || run.Findings[1].Rule == "error-shape" {
		t.Errorf("the body of another answer is a finding of its own: %v", run.Findings)
	}
	if run = finished(a("a", Failed, status, body), a("b", Failed, body)); len(run.Findings) != 2 {
		t.Errorf("a body that is also wrong with the right status is no finding: %v", run.Findings)
	}
}

func TestFindingsOrderAndLevel(t *testing.T) {
	optional := a("d", Warned, broken("aa", "/x", "1", "2"))
	optional.Level = "optional"
	run := finished(
		a("a", Failed, broken("zz", "/x", "1", "2")), a("b", Failed, broken("bb", "/x", "1", "2")),
		a("c", Failed, broken("bb", "/x", "1", "3")), optional, a("e", Failed, broken("cc", "/y", "1", "3")),
		a("f", Known, broken("known", "/y", "1", "3")))
	var got []string
	for _, f := range run.Findings {
		got = append(got, fmt.Sprintf("%s %s %d", f.Rule, f.Level, len(f.Cases)))
	}
	want := "[bb required 2 cc required 1 zz required 1 aa optional 1]"
	if fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if f := run.Findings[0]; f.Want != "1" || f.Got != "N" {
		t.Errorf("want the value itself where all agree and its kind where not, got %q %q", f.Want, f.Got)
	}
}
