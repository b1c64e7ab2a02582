package cli

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/flows"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

func explainCommand(w World) *cobra.Command {
	var s source
	c := &cobra.Command{
		Use:   "explain [ID]",
		Short: "What a rule or a case demands, why, and since when",
		Long: `Explains a rule (status-unexpected), a case, or all cases of an endpoint: what is
demanded, why, where that is written, since which version, and what is sent for
it. With --spec also a case of the document, and a kind of gap in it. Without an
id it lists the rules.`,
		Example: `  kbn-conformance explain
  kbn-conformance explain error-status
  kbn-conformance explain fleet.proxies.update.unknown-body-key`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("explain wants one id of a rule, a case or an endpoint; `explain` alone lists the rules, `list` the cases")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return explainRules(w)
			}
			return explain(w, args[0], s)
		},
	}
	s.flags(c, "also explain cases that are made of this OpenAPI document")
	return c
}

func explainRules(w World) error {
	all, err := rules.Catalogue()
	if err != nil {
		return fault{exitUsage, err}
	}
	out := tabwriter.NewWriter(w.Stdout, 0, 4, 2, ' ', 0)
	for _, r := range all {
		fmt.Fprintf(out, "%s\t%s\t%s\n", r.ID, r.Level, r.Title)
	}
	return out.Flush()
}

func explain(w World, id string, s source) error {
	all, err := rules.Catalogue()
	if err != nil {
		return fault{exitUsage, err}
	}
	for _, r := range all {
		if r.ID == id {
			fmt.Fprintf(w.Stdout, "%s  (%s, since %s)\n  %s\n", r.ID, r.Level, r.Since, r.Title)
			facts(w, "why", r.Why, "ref", r.Ref, "for example", r.Example)
			return nil
		}
	}
	if meaning := openapi.Meaning(id); meaning != "" {
		fmt.Fprintf(w.Stdout, "%s  (gap of an OpenAPI document)\n  %s\n", id, meaning)
		return nil
	}
	for _, r := range compare.Rules() {
		if r.ID == id {
			fmt.Fprintf(w.Stdout, "%s  (%s change between two runs or recordings)\n  %s\n", r.ID, r.Class, r.Title)
			facts(w, "why", r.Why)
			return nil
		}
	}
	contract, err := loadContract()
	if err != nil {
		return err
	}
	doc, err := s.load()
	if err != nil {
		return err
	}
	o := choice{source: s, mode: "write", allow: plan.Consents(contract.fixtures), cases: []string{id}}
	if doc != nil {
		o.allow = append(o.allow, flows.Everything)
	}
	if contract, err = contract.with(doc, o); err != nil {
		return err
	}
	p, err := contract.plan("explain", &connected{unprivileged: true}, o, 1)
	if errors.Is(err, plan.ErrUnknown) {
		return unexplained(id, all, err)
	}
	if err != nil {
		return err
	}
	login := target.Credentials{Full: target.APIKey("example-key"), Unprivileged: target.APIKey("weak-example-key")}
	preview, err := target.New(target.Config{BaseURL: "http://localhost:5601", Credentials: login})
	if err != nil {
		return usage("explain: %w", err)
	}
	for _, c := range p.Cases {
		explainCase(w, contract.fixtures, preview, c)
	}
	return nil
}

// unexplained says that nothing is called so, and what else may have been meant.
func unexplained(id string, all []rules.Rule, err error) error {
	var names []string
	for _, r := range all {
		names = append(names, r.ID)
	}
	for _, r := range compare.Rules() {
		names = append(names, r.ID)
	}
	near := plan.Nearest(id, names)
	if _, hint, ok := strings.Cut(err.Error(), "; did you mean "); ok && near == "" {
		near = "did you mean " + hint
	}
	return usage("%q is no rule, endpoint or case; %s", id, cmp.Or(near, "`explain` lists the rules, `list` the cases"))
}

func explainCase(w World, data *fixtures.Contract, preview *target.Client, c *plan.Case) {
	fmt.Fprintf(w.Stdout, "%s  (%s, %s)\n  %s\n", c.ID, c.Level, c.Mode, c.Title)
	facts(w, "why", c.Why, "ref", c.Ref, "since", c.Since, "data", c.Source())
	if c.Flow == nil || c.Step < 0 {
		return
	}
	step := &c.Flow.Steps[c.Step]
	if len(step.Status) > 0 {
		want := strings.Trim(fmt.Sprint(step.Status), "[]")
		if cause, ok := data.Platform.Cause(step.Cause); ok {
			want += ", since " + cause.Title
		}
		facts(w, "wants", want)
	}
	if c.Route != nil {
		facts(w, "weighs", weighs(c, step.Status), "applies", "where the target has a route for it; when all that is asked of it is answered 404 Not Found, nothing of it applies")
	}
	r, err := play.Build(step, plan.NewVars("explain", c.Flow.ID))
	if err != nil {
		return // it depends on what an earlier step answers
	}
	if len(r.Body) >= 2000 {
		facts(w, "send", fmt.Sprintf("%s %s with %s", r.Method, r.Path, reports.Plural(len(r.Body), "byte")))
		return
	}
	if x, err := preview.Preview(r); err == nil {
		facts(w, "send", x.Curl())
	}
}

// weighs says how much another status weighs than a case of a document wants.
func weighs(c *plan.Case, wanted []int) string {
	level, err := rules.ParseLevel(c.Level)
	if err != nil || len(wanted) == 0 {
		return ""
	}
	e := rules.Expectation{Status: wanted}
	refused, other := min(level, e.Surprise(http.StatusNotFound)), min(level, e.Surprise(http.StatusInternalServerError))
	if refused == other {
		return fmt.Sprintf("another status: %s", refused)
	}
	return fmt.Sprintf("a refusal (4xx) instead: %s; another status: %s; what a success is like: %s", refused, other, level)
}

// facts prints pairs of a label and a text; an empty text is left out.
func facts(w World, pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			fmt.Fprintf(w.Stdout, "  %s: %s\n", pairs[i], pairs[i+1])
		}
	}
}
