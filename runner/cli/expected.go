package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/expected"
	"github.com/kbn-conformance/kbn-conformance/runner/output"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
)

// deviations are the files of expected failures: the one that holds, and the
// one to propose.
type deviations struct {
	file    string
	propose string
}

func (d *deviations) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&d.file, "expected-failures", "", "YAML file of known deviations: case, rule, reason, owner, until, versions;\nan entry that no longer fails is a failure")
	f.StringVar(&d.propose, "write-expected-failures", "", "propose such a file from the failures, to be completed by hand")
}

// load vets the file before anything is sent.
func (d *deviations) load(c *contract) ([]expected.Entry, error) {
	if d.propose != "" {
		if _, err := os.Lstat(d.propose); err == nil {
			return nil, usage("--write-expected-failures %s: the file exists already; name another", d.propose)
		}
		if err := placeable("write-expected-failures", d.propose); err != nil {
			return nil, err
		}
	}
	if d.file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(d.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage("--expected-failures: %w; `run --write-expected-failures %s` proposes one", err, d.file)
	}
	if err != nil {
		return nil, usage("--expected-failures: %w", err)
	}
	known, err := c.known()
	if err != nil {
		return nil, err
	}
	entries, err := expected.Load(data, d.file, known, time.Now())
	if err != nil {
		return nil, usage("--expected-failures:\n%w", err)
	}
	return entries, nil
}

// known is everything that an entry may name, whatever is selected today.
func (c *contract) known() (expected.Known, error) {
	k := expected.Known{Cases: verify.Cases(c.fixtures)}
	all, err := rules.Catalogue()
	if err != nil {
		return k, fault{exitUsage, err}
	}
	for _, r := range all {
		k.Rules = append(k.Rules, r.ID)
	}
	p, err := plan.Build(c.fixtures, plan.Options{Run: "known", Mode: "write", Allow: plan.Consents(c.fixtures), Unprivileged: true, Schemas: c.schemas})
	if err != nil {
		return k, fault{exitUsage, err}
	}
	for _, x := range p.Cases {
		k.Cases[x.ID] = x.Endpoint
	}
	return k, nil
}

// write proposes a file, if that was asked for and there is anything to propose.
func (d *deviations) write(w World, run *reports.Run, entries []expected.Entry, files output.Files) error {
	if d.propose == "" {
		return nil
	}
	if n, _ := expected.Propose(io.Discard, run, entries, time.Now()); n == 0 {
		fmt.Fprintf(w.Stdout, "nothing failed that is not expected; %s was not written\n", d.propose)
		return nil
	}
	added := 0
	err := files.Write(d.propose, func(out io.Writer) (err error) {
		added, err = expected.Propose(out, run, entries, time.Now())
		return err
	})
	if err == nil {
		fmt.Fprintf(w.Stdout, "%s proposed in %s; complete reason and owner of each\n", reports.Plural(added, "expected failure"), d.propose)
	}
	return err
}
