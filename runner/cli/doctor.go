package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/doctor"
)

// doctorOptions are the settings of doctor.
type doctorOptions struct {
	connection
	version string
	asJSON  bool
}

func doctorCommand(w World) *cobra.Command {
	var o doctorOptions
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Can this target be tested with these settings? Before anything is sent that matters",
		Long: `Looks at the way to the target (proxy, name, connection, TLS, HTTP), at what is at
its end (a Kibana? ready? which version?), and at what the credentials may see,
area by area. Whatever is not fine comes with a remedy. A dozen reads are sent, two
dozen with second credentials, and nothing else; it stops where nothing further
can be known.

Exit code 0 when the target can be tested, 3 when it cannot, 2 for settings with
which nothing can be sent.`,
		Example: `  kbn-conformance doctor --target https://kibana.example:5601
  kbn-conformance doctor --target https://kibana.example:5601 --space sales --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runDoctor(c.Context(), w, o) },
	}
	o.connection.flags(c)
	c.Flags().StringVar(&o.version, "kibana-version", "", "version of a target that does not tell one, such as a mock")
	c.Flags().BoolVar(&o.asJSON, "json", false, "write the report to standard output as JSON")
	return c
}

func runDoctor(ctx context.Context, w World, o doctorOptions) error {
	contract, err := loadContract()
	if err != nil {
		return err
	}
	choice := choice{mode: "read", version: o.version}
	if err := choice.vetVersion(); err != nil {
		return err
	}
	t, err := o.open(ctx, w, &choice, 4)
	if err != nil {
		if o.asJSON {
			if err := doctor.Settings(o.url, err).WriteJSON(w.Stdout); err != nil {
				return incomplete(err)
			}
		}
		return err
	}
	defer t.close()
	report := doctor.Examine(ctx, t.client, doctor.Options{
		Stated: o.version, Contract: fixtures.ContractVersion, Beyond: fixtures.Beyond, Reads: reads(contract.fixtures),
	})
	write := report.WriteText
	if o.asJSON {
		write = report.WriteJSON
	}
	if err := write(w.Stdout); err != nil {
		return incomplete(err)
	}
	if !report.Usable {
		return exit(exitIncomplete)
	}
	return nil
}

// reads are the requests by which privileges show: one for each access that
// endpoints name, with the privileges of all of them.
func reads(c *fixtures.Contract) []doctor.Read {
	var out []doctor.Read
	for _, e := range c.Endpoints {
		if e.Access == "" {
			continue
		}
		needs := e.Privileges.Words()
		at := slices.IndexFunc(out, func(r doctor.Read) bool { return r.Path == e.Access })
		if at < 0 {
			out = append(out, doctor.Read{Area: e.Area, Endpoint: e.ID, Path: e.Access, Needs: needs})
		} else if !strings.Contains(out[at].Needs, needs) {
			out[at].Needs += ", " + needs
		}
	}
	return out
}
