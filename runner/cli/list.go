package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

func listCommand(w World) *cobra.Command {
	var o choice
	var labels, gaps bool
	c := &cobra.Command{
		Use:   "list",
		Short: "The plan, without sending anything",
		Long: `Lists what run would send and judge: id, level, mode, request and title, and for
what is left out the reason. Nothing is sent.`,
		Example: `  kbn-conformance list --mode read
  kbn-conformance list --filter 'endpoint:lists.find' --labels
  kbn-conformance list --spec kibana.yaml --gaps`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if gaps {
				return listGaps(w, o.source)
			}
			return list(w, o, labels)
		},
	}
	o.flags(c)
	c.Flags().BoolVar(&labels, "labels", false, "show the labels that --filter selects by")
	c.Flags().BoolVar(&gaps, "gaps", false, "show what is wrong with the document of --spec instead")
	return c
}

func list(w World, o choice, labels bool) error {
	contract, err := loadContract()
	if err != nil {
		return err
	}
	if o.mode == "" {
		o.mode = "write"
	}
	doc, err := o.source.load()
	if err != nil {
		return err
	}
	o.source.warn(w, doc)
	if len(o.allow) == 0 && o.mode == "write" {
		o.allow = plan.Consents(contract.fixtures)
	}
	if contract, err = contract.with(doc, o); err != nil {
		return err
	}
	t := &connected{version: o.version, info: target.Info{}, unprivileged: true}
	p, err := contract.plan("00000000", t, o, 1)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(w.Stdout, 0, 4, 2, ' ', 0)
	left := 0
	for _, c := range p.Cases {
		note := c.Title
		if c.Skip != nil {
			left++
			note = "left out: " + c.Skip.Reason
		}
		if labels {
			note = strings.Join(c.Labels[1:], " ")
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", c.ID, c.Level, c.Mode, request(c), note)
	}
	if err := out.Flush(); err != nil {
		return incomplete(err)
	}
	fmt.Fprintf(w.Stdout, "%d cases, %d left out; %d requests in %d flows\n", len(p.Cases), left, p.Requests(), len(p.Flows))
	return nil
}

// request is the request line that a case is about.
func request(c *plan.Case) string {
	switch {
	case c.Flow == nil:
		return fmt.Sprintf("%d answers", len(c.Over))
	case c.Step < 0:
		return fmt.Sprintf("%d answers", len(c.Flow.Steps))
	}
	line := c.Flow.Steps[c.Step].Line
	return line.Method + " " + line.Path
}
