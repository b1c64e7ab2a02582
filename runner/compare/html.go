package compare

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

//go:embed comparison.html
var pageBody string

//go:embed comparison.css
var pageStyle string

// shownAtMost bounds a section of the page; comparison.json has the rest.
const shownAtMost = 200

var pageTemplate = template.Must(template.New("comparison").Funcs(reports.PageFuncs()).Funcs(template.FuncMap{
	"signOf": signOf,
	"status": func(subject string) bool { return strings.HasPrefix(subject, "status ") },
	"reach": func(c Cause) string {
		return reports.Plural(len(c.Cases), "requirement") + " of " + reports.Plural(len(c.Endpoints), "endpoint")
	},
	"places":  func(all []string) string { return reports.Plural(len(all), "place") },
	"capital": capital,
	"marked":  marked,
	"more":    func(all []Sample) string { return reports.Plural(len(all)-1, "more pair") + " of answers" },
}).Parse(pageBody))

// signOf chooses the sign of an outcome for a class, a change or a verdict.
func signOf(what any) reports.Outcome {
	switch what {
	case Breaking, Regression, NoGo, StillFailing:
		return reports.Failed
	case Risky:
		return reports.Warned
	case Go, Fixed, Unchanged:
		return reports.Passed
	case Undecided, Inconclusive, Gone:
		return reports.Blocked
	case Documented, Accepted:
		return reports.Known
	}
	return reports.NotApplicable
}

const documented = "As documented"

// marked shows which lines of an excerpt a change is about.
func marked(text, member string) template.HTML {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		escaped := template.HTMLEscapeString(line)
		if member != "" && strings.Contains(line, strconv.Quote(member)+":") {
			escaped = "<mark>" + escaped + "</mark>"
		}
		lines[i] = escaped
	}
	return template.HTML(strings.Join(lines, "\n"))
}

// pageData is what the page shows.
type pageData struct {
	R           *Report
	Sign        reports.Outcome
	Nothing     string
	FailOn      string
	Sides       []sideRow
	Counts      []countBlock
	Regressions []Cause
	Groups      []group
	Others      []otherGroup
	Unpaired    []unpairedBlock
	Rules       []Rule
}

type sideRow struct {
	Name, Before, After string
	Differs             bool
}

type countBlock struct {
	Heading, Note string
	Entries       []countEntry
}

type countEntry struct {
	Sign        reports.Outcome
	Count       int
	Words, Href string
}

type group struct {
	ID, Heading, Note string
	Differences       []Difference
}

type otherGroup struct {
	ID, Heading, Note string
	Open              bool
	Requirements      []Requirement
}

type unpairedBlock struct {
	Heading string
	List    []Unpaired
}

// WriteHTML writes the report as one page that loads nothing.
func WriteHTML(w io.Writer, report *Report) error {
	r := reports.Cleaned(report)
	data := pageData{R: r, Sign: signOf(r.Verdict), Nothing: capital(r.nothing()), FailOn: string(r.FailOn), Sides: r.sides(), Rules: rules,
		Regressions: upTo(r.Requirements.Causes)}
	if r.FailOn == Harmless {
		data.FailOn = "any change"
	}
	links := []reports.PageLink{{Href: "#verdict", Text: "Verdict"}}
	if len(data.Regressions) > 0 {
		links = append(links, reports.PageLink{Href: "#regressions", Text: "Regressions"})
	}
	for _, announced := range []bool{false, true} {
		for _, class := range Classes {
			if g := r.group(class, announced); len(g.Differences) > 0 {
				data.Groups = append(data.Groups, g)
				if !announced {
					links = append(links, reports.PageLink{Href: "#" + g.ID, Text: capital(g.ID)})
				} else if links[len(links)-1].Text != documented {
					links = append(links, reports.PageLink{Href: "#" + g.ID, Text: documented})
				}
			}
		}
	}
	for _, change := range []Change{Inconclusive, StillFailing, Gone, Documented, Accepted, Fixed, New} {
		if all := r.of(change); len(all) > 0 {
			data.Others = append(data.Others, otherGroup{ID: slug(change), Heading: headings[change], Open: change == Inconclusive,
				Note: reports.Plural(r.Requirements.Counts[change], "requirement"), Requirements: upTo(all)})
		}
	}
	data.Counts = r.counts()
	for _, u := range []unpairedBlock{{"Requests that only BEFORE has", r.Behaviour.OnlyBefore}, {"Requests that only AFTER has", r.Behaviour.OnlyAfter}} {
		if len(u.List) > 0 {
			data.Unpaired = append(data.Unpaired, u)
		}
	}
	links = append(links, reports.PageLink{Href: "#conditions", Text: "Conditions"})
	return reports.WritePage(w, reports.Page{Title: fmt.Sprintf("%s: %s → %s", r.Verdict, r.Before.Name, r.After.Name), Style: pageStyle, Links: links, Body: pageTemplate, Data: data})
}

func (r *Report) group(class Class, announced bool) group {
	g := group{ID: string(class), Heading: capital(string(class)) + " changes of behaviour", Differences: upTo(r.in(class, announced)), Note: map[Class]string{
		Breaking: "Something that works today stops, or does the wrong thing.",
		Risky:    "Whether it breaks depends on what a client relies on.",
		Harmless: "To be known, not to be acted upon.",
	}[class]}
	if announced {
		g.ID, g.Heading = "documented-"+g.ID, "Changed as documented: "+string(class)
	}
	return g
}

// sides is the table of what is compared; rows that say nothing are left out.
func (r *Report) sides() []sideRow {
	at := func(s SideInfo) string {
		if s.Started.IsZero() {
			return ""
		}
		return s.Started.UTC().Format("2006-01-02 15:04 UTC")
	}
	exchanges := func(s SideInfo) string { return reports.Plural(s.Exchanges, "exchange") }
	var out []sideRow
	for _, row := range []sideRow{
		{"what", r.Before.Kind + " " + r.Before.Name, r.After.Kind + " " + r.After.Name, false},
		{"target", r.Before.Target, r.After.Target, r.Before.Target != r.After.Target},
		{"Kibana", strings.TrimSpace(r.Before.Version + " " + r.Before.Flavour), strings.TrimSpace(r.After.Version + " " + r.After.Flavour), r.Before.Version != r.After.Version},
		{"contract", r.Before.Contract, r.After.Contract, r.Before.Digest != r.After.Digest},
		{"mode", r.Before.Mode, r.After.Mode, r.Before.Mode != r.After.Mode},
		{"when", at(r.Before), at(r.After), false},
		{"outcome", r.Before.Outcome, r.After.Outcome, r.Before.Outcome != r.After.Outcome},
		{"recording", exchanges(r.Before), exchanges(r.After), false},
	} {
		if row.Before != "" || row.After != "" {
			out = append(out, row)
		}
	}
	return out
}

// counts are the figures of the first screen.
func (r *Report) counts() []countBlock {
	behaviour := countBlock{Heading: "Behaviour, by what a change does to clients", Note: "Behaviour was not compared: a recording is missing."}
	if r.Behaviour.Compared {
		behaviour.Note = "in " + reports.Plural(r.Behaviour.Pairs, "pair") + " of answers"
		for _, class := range Classes {
			e := countEntry{Sign: signOf(class), Count: len(r.in(class, false)), Words: string(class)}
			if e.Count > 0 {
				e.Href = "#" + string(class)
			}
			behaviour.Entries = append(behaviour.Entries, e)
		}
		told := countEntry{Sign: signOf(Documented), Words: "as documented"}
		for _, class := range Classes {
			if n := len(r.in(class, true)); n > 0 {
				told.Count += n
				told.Href = cmp.Or(told.Href, "#documented-"+string(class))
			}
		}
		if told.Count > 0 {
			behaviour.Entries = append(behaviour.Entries, told)
		}
	}
	requirements := countBlock{Heading: "Requirements", Note: "Requirements were not compared: a run is missing on at least one side."}
	if r.Requirements.Compared {
		requirements.Note = ""
		for _, change := range Changes {
			n := r.Requirements.Counts[change]
			if n == 0 && change != Regression {
				continue
			}
			e := countEntry{Sign: signOf(change), Count: n, Words: string(change)}
			switch {
			case change == Regression && n > 0:
				e.Href, e.Words = "#regressions", strings.TrimPrefix(reports.Plural(n, "regression"), fmt.Sprint(n, " "))
			case change == Regression:
				e.Sign, e.Words = signOf(Unchanged), "regressions"
			case change != Unchanged:
				e.Href = "#" + slug(change)
			}
			requirements.Entries = append(requirements.Entries, e)
		}
	}
	return []countBlock{requirements, behaviour}
}

func slug(change Change) string { return strings.ReplaceAll(string(change), " ", "-") }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func upTo[T any](all []T) []T { return all[:min(len(all), shownAtMost)] }
