package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
)

// deed is what a request does to a target, for people who decide whether it may.
type deed struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Mode   string `json:"mode"`
	Does   string `json:"does"` // reads, creates, changes, deletes, tries
	Undo   string `json:"undone_by,omitempty"`
	Allow  string `json:"consent,omitempty"`
}

// kinds of deeds, in the order in which they are listed.
var deeds = []struct{ does, heading string }{
	{"reads", "reads; nothing is changed"},
	{"creates", "creates objects named {own}, which is kbn-conf-<run>-..., and removes them; {found} is the id of one"},
	{"changes", "changes objects that it created"},
	{"deletes", "deletes objects that it created, or names that it made up"},
	{"tries", "tries requests of which nothing can come: wrong bodies, methods that a path lacks"},
	{"with consent", "does what only your consent lets through"},
}

// deedOf describes one step.
func deedOf(p *plan.Plan, f *plan.Flow, s *plan.Step) deed {
	d := deed{Method: s.Line.Method, Path: shownPath(s), Mode: s.Mode, Does: "tries"}
	if s.Mode == "write" {
		d.Allow = strings.Join(f.Allow, ",")
	}
	for _, c := range p.Changes {
		if c.Request.Method == s.Line.Method && c.Request.Path == play.WithoutSpace(s.Line.Path) && (!c.Idle || slices.Contains(p.Allow, c.Allow) && s.Expect.Refused == "") {
			d.Does, d.Allow = "with consent", c.Allow
			return d
		}
	}
	switch {
	case s.Mode == "read":
		d.Does = "reads"
	case s.Undo != nil:
		d.Does, d.Undo = "creates", s.Undo.Method+" "+undoPath(s.Undo)
	case s.Line.Method == http.MethodDelete, strings.HasSuffix(s.Line.Path, "/delete"):
		d.Does = "deletes"
	case s.Line.Method == http.MethodPut:
		d.Does = "changes"
	}
	return d
}

// shownPath is the path with the parameters that the step puts in.
func shownPath(s *plan.Step) string {
	return short(s.Send.Prefix + fixtures.Expand(s.Line.Path, func(name string) (string, bool) {
		value, ok := s.Send.Params[name]
		return strings.ReplaceAll(value, "/", "%2F"), ok
	}) + s.Send.Suffix)
}

func undoPath(u *fixtures.Undo) string {
	path := u.Path
	if u.Body != nil {
		body, _ := json.Marshal(u.Body) // vetted
		path += " " + string(body)
	}
	return short(path)
}

// ownNames are names of the run, with what a case appends to try it.
var ownNames = regexp.MustCompile(`\{(own|uuid)[_.a-z]*\}[^/"?]*`)

// short lets all names of the run look alike.
func short(path string) string { return ownNames.ReplaceAllString(path, "{$1}") }

// sumUp tells what a plan does, by kind, method and path, and what it leaves out.
func sumUp(w io.Writer, p *plan.Plan, mode, version string) error {
	times := map[deed]int{}
	for _, f := range p.Flows {
		for i := range f.Steps {
			times[deedOf(p, f, &f.Steps[i])]++
		}
	}
	fmt.Fprintf(w, "Kibana %s, mode %s, ", version, mode)
	if len(p.Allow) > 0 {
		fmt.Fprintf(w, "with --allow %s\n", strings.Join(p.Allow, ","))
	} else {
		fmt.Fprintln(w, "without any --allow")
	}
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, kind := range deeds {
		var list []deed
		for d := range times {
			if d.Does == kind.does {
				list = append(list, d)
			}
		}
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(a, b deed) int {
			return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method), cmp.Compare(a.Undo, b.Undo), cmp.Compare(a.Allow, b.Allow))
		})
		fmt.Fprintf(out, "\n%s\n", kind.heading)
		for _, d := range list {
			var notes []string
			if d.Undo != "" {
				notes = append(notes, "undone by "+d.Undo)
			}
			if d.Allow != "" {
				notes = append(notes, "with --allow "+d.Allow)
			}
			fmt.Fprintf(out, "  %dx\t%s %s", times[d], d.Method, d.Path)
			if len(notes) > 0 {
				fmt.Fprintf(out, "\t%s", strings.Join(notes, "; "))
			}
			fmt.Fprintln(out)
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return leftOut(w, p)
}

// leftOut gives the reasons, the most frequent first.
func leftOut(w io.Writer, p *plan.Plan) error {
	reasons, total := map[string]int{}, 0
	for _, c := range p.Cases {
		if c.Skip != nil {
			reasons[c.Skip.Reason]++
			total++
		}
	}
	if total > 0 {
		fmt.Fprintln(w, "\nleft out")
		list := make([]string, 0, len(reasons))
		for reason := range reasons {
			list = append(list, reason)
		}
		slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(reasons[b], reasons[a]), cmp.Compare(a, b)) })
		for _, reason := range list {
			fmt.Fprintf(w, "  %s: %s\n", reports.Plural(reasons[reason], "case"), reason)
		}
	}
	_, err := fmt.Fprintf(w, "\n%s, %d left out; %s in %s%s\n", reports.Plural(len(p.Cases), "case"), total, reports.Plural(p.Requests(), "request"), reports.Plural(len(p.Flows), "flow"), onTop(p))
	return err
}

// onTop says that the plan does not count all that will be sent: how much there
// is to undo, and in how many requests, depends on what the target does.
func onTop(p *plan.Plan) string {
	for _, f := range p.Flows {
		if slices.ContainsFunc(f.Steps, func(s plan.Step) bool { return s.Undo != nil }) {
			return ", and on top what undoes them"
		}
	}
	return ""
}
