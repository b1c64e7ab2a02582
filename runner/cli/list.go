package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// listOptions are the settings of list.
type listOptions struct {
	choice
	labels, gaps, brief, asJSON bool
}

func listCommand(w World) *cobra.Command {
	var o listOptions
	c := &cobra.Command{
		Use:   "list",
		Short: "The plan, without sending anything",
		Long: `Lists what run would send and judge: id, level, mode, request and title of each
case, and for what is left out the reason. Then it sums up what all that does to
a target: what is read, what is created under which name and how it is undone,
what is changed, and what only a consent lets through. Nothing is sent.

Without --mode it shows everything, as if all consents were given; run sends
reads only, unless --mode write is given.`,
		Example: `  kbn-conformance list --brief --mode read
  kbn-conformance list --brief --mode write --allow package-install
  kbn-conformance list --filter 'endpoint:lists.find' --labels
  kbn-conformance list --spec kibana.yaml --gaps`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if o.gaps {
				return listGaps(w, o.source)
			}
			return list(w, o)
		},
	}
	o.flags(c)
	f := c.Flags()
	f.BoolVar(&o.labels, "labels", false, "show the labels that --filter selects by")
	f.BoolVar(&o.brief, "brief", false, "only sum up what is sent, by method and path")
	f.BoolVar(&o.asJSON, "json", false, "write the plan with every request and undo to standard output as JSON")
	f.BoolVar(&o.gaps, "gaps", false, "show what is wrong with the document of --spec instead")
	return c
}

func list(w World, o listOptions) error {
	contract, err := loadContract()
	if err != nil {
		return err
	}
	if o.mode == "" {
		o.mode = "write"
		if len(o.allow) == 0 {
			o.allow = plan.Consents(contract.fixtures)
		}
	}
	doc, err := o.source.load()
	if err != nil {
		return err
	}
	o.source.warn(w, doc)
	if contract, err = contract.with(doc, o.choice); err != nil {
		return err
	}
	t := &connected{version: o.version, info: target.Info{}, unprivileged: true}
	p, err := contract.plan("run", t, o.choice, 1)
	if err != nil {
		return err
	}
	if beyond := fixtures.Beyond(o.version); beyond != "" {
		fmt.Fprintf(w.Stderr, "Kibana %s is %s\n", o.version, beyond)
	}
	if o.asJSON {
		return writePlan(w.Stdout, p, o.mode, cmp.Or(o.version, fixtures.ContractVersion))
	}
	if !o.brief {
		if err := listCases(w, p, o.labels); err != nil {
			return err
		}
		fmt.Fprintln(w.Stdout)
	}
	if err := sumUp(w.Stdout, p, o.mode, cmp.Or(o.version, fixtures.ContractVersion)); err != nil {
		return incomplete(err)
	}
	return nil
}

// ofDocuments says what the level of a case that is made of a document means.
const ofDocuments = `
Of cases that only the document tells of, the level is that of what a success is
like; a refusal instead weighs less (explain says how much). An operation of
which all is answered 404 Not Found is not there, and does not apply.
`

func listCases(w World, p *plan.Plan, labels bool) error {
	out := tabwriter.NewWriter(w.Stdout, 0, 4, 2, ' ', 0)
	for _, c := range p.Cases {
		note := c.Title
		if c.Skip != nil {
			note = "left out: " + c.Skip.Reason
		}
		if labels {
			note = strings.Join(c.Labels[1:], " ")
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", c.ID, c.Level, c.Mode, request(c), note)
	}
	if slices.ContainsFunc(p.Cases, func(c *plan.Case) bool { return c.Flow != nil && c.Flow.Endpoint.Inferred }) {
		fmt.Fprint(out, ofDocuments)
	}
	if err := out.Flush(); err != nil {
		return incomplete(err)
	}
	return nil
}

// request is the request line that a case is about.
func request(c *plan.Case) string {
	switch {
	case c.Flow == nil:
		return reports.Plural(len(c.Over), "answer")
	case c.Step < 0:
		return reports.Plural(len(c.Flow.Steps), "answer")
	}
	line := c.Flow.Steps[c.Step].Line
	return line.Method + " " + line.Path
}
