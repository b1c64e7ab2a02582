package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
)

func explainCommand(w World) *cobra.Command {
	return &cobra.Command{
		Use:     "explain ID",
		Short:   "What a case demands, why, and since when",
		Example: `  kbn-conformance explain fleet.proxies.update.unknown-key`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("explain wants one id of a case; `list` shows them")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return explain(w, args[0]) },
	}
}

func explain(w World, id string) error {
	contract, err := loadContract()
	if err != nil {
		return err
	}
	p, err := contract.plan("00000000", &connected{unprivileged: true}, choice{mode: "write", allow: plan.Consents(contract.fixtures), cases: []string{id}}, 1)
	if err != nil {
		return err
	}
	for _, c := range p.Cases {
		fmt.Fprintf(w.Stdout, "%s  (%s, %s)\n  %s\n", c.ID, c.Level, c.Mode, c.Title)
		for _, line := range [][2]string{{"why", c.Why}, {"ref", c.Ref}, {"data", "fixtures/" + c.At}} {
			if line[1] != "" {
				fmt.Fprintf(w.Stdout, "  %-5s %s\n", line[0]+":", line[1])
			}
		}
		if c.Flow != nil && c.Step >= 0 {
			step := &c.Flow.Steps[c.Step]
			if r, err := play.Build(step, plan.NewVars(p.Run, c.Flow.ID)); err == nil {
				fmt.Fprintf(w.Stdout, "  send: %s %s\n", r.Method, r.Path)
				if len(r.Body) > 0 && len(r.Body) < 500 && step.Send.Archive == nil {
					fmt.Fprintf(w.Stdout, "        %s\n", r.Body)
				}
			}
		}
	}
	return nil
}
