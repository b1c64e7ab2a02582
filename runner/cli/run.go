package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/flows"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// choice is what list and run select by.
type choice struct {
	mode    string
	filter  string
	cases   []string
	allow   []string
	version string
	shard   string
	source
}

func (c *choice) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.mode, "mode", "", "read: only what changes nothing; write: everything, own objects are made and removed\n(default read with --target, write against the reference server)")
	f.StringVar(&c.filter, "filter", "", "labels to select by, for example 'area:fleet && !level:optional'; list shows them")
	f.StringSliceVar(&c.cases, "case", nil, "id of an endpoint, case or step; may be repeated")
	f.StringSliceVar(&c.allow, "allow", nil, "consent to a lasting or heavy action: endpoint-list, package-install,\nalert-migrations (disposable deployments only);\nwith --spec also an operation id, tag:NAME, or everything")
	c.source.flags(cmd, "also judge every operation of this OpenAPI document, JSON or YAML")
	f.StringVar(&c.version, "kibana-version", "", "judge as this version instead of the one that the target tells")
	f.StringVar(&c.shard, "shard", "", "only this share of the endpoints, for example 2/5; merge joins the shards")
}

// vetVersion refuses what is no version before anything is sent.
func (c *choice) vetVersion() error {
	if _, bad := semver.NewVersion(c.version); c.version != "" && bad != nil {
		return usage("--kibana-version %q: want a form like 9.1.0", c.version)
	}
	return nil
}

// selector compiles the filter.
func (c *choice) selector() (func([]string) bool, error) {
	match, err := kit.Select(c.filter)
	if err != nil {
		return nil, fault{exitUsage, err}
	}
	return match, nil
}

// runOptions are the settings of run.
type runOptions struct {
	choice
	connection
	deviations
	limits
	level       string
	out         string
	concurrency int
	seed        int64
	minCoverage int
	runID       string

	writtenOverlay string // see write_overlay.go
}

func runCommand(w World) *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run",
		Short: "Play and judge; without --target, against the embedded reference server",
		Long: `Sends the example requests of the twelve endpoints, judges every exchange and
leaves run.json, junit.xml, report.html, report.md and exchanges.har in --out.

With --target the default is --mode read: nothing that could change the target
is sent. --mode write makes objects named kbn-conf-<run>-... and removes them.
Credentials come from KBN_CONFORMANCE_API_KEY, or KBN_CONFORMANCE_USERNAME and
KBN_CONFORMANCE_PASSWORD, or KBN_CONFORMANCE_TOKEN, or --api-key-file, or
--credential-command. "doctor" tells beforehand whether a target can be tested.
Every flag can also be set as KBN_CONFORMANCE_<FLAG> or in kbn-conformance.yaml.`,
		Example: `  kbn-conformance run
  kbn-conformance run --target http://127.0.0.1:5622 --mode write --allow endpoint-list,package-install
  kbn-conformance run --target https://kibana.example:5601 --filter 'area:fleet'`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return run(c.Context(), w, o) },
	}
	o.flags(c)
	return c
}

func (o *runOptions) flags(c *cobra.Command) {
	o.choice.flags(c)
	o.connection.flags(c)
	o.limits.flags(c)
	o.deviations.flags(c)
	f := c.Flags()
	f.StringVar(&o.level, "level", "required", "violations at or above this level fail: required, recommended or optional")
	f.StringVar(&o.out, "out", "conformance-results", "folder for the reports")
	f.IntVar(&o.concurrency, "concurrency", 8, "flows that are sent at a time, 1 to 256")
	f.StringVar(&o.runID, "run-id", "", "letters and digits that are in the name of every object; shards of one run share it (default: a new one)")
	f.Int64Var(&o.seed, "seed", 0, "order of the flows (default: a new one each run)")
	f.StringVar(&o.writtenOverlay, "write-overlay", "", "write what answers show and the document of --spec does not say to this file, as an overlay")
	f.IntVar(&o.minCoverage, "min-coverage", 0, "percent of the operations of --spec that must be judged; less is incomplete")
}

// run is the command: check, connect, plan, play, judge, report.
func run(ctx context.Context, w World, o runOptions) error {
	begun := time.Now()
	line, err := rules.ParseLevel(o.level)
	if err != nil {
		return usage("--level: %w", err)
	}
	if o.concurrency < 1 || o.concurrency > 256 {
		return usage("--concurrency %d: want 1 to 256", o.concurrency)
	}
	if o.minCoverage < 0 || o.minCoverage > 100 {
		return usage("--min-coverage %d: want 0 to 100, percent of the operations of --spec", o.minCoverage)
	}
	if o.minCoverage > 0 && o.spec == "" {
		return usage("--min-coverage is about the operations of a document; name it with --spec")
	}
	if err := o.limits.check(); err != nil {
		return err
	}
	ctx, stop := o.limits.within(ctx)
	defer stop()
	if o.seed == 0 {
		o.seed = begun.UnixNano() % 1_000_000
	}
	contract, err := loadContract()
	if err != nil {
		return err
	}
	if _, err := o.selector(); err != nil {
		return err
	}
	chosen := limitFor(o.choice)
	o.source.places = o.writtenOverlay != ""
	doc, err := o.source.load()
	if err != nil {
		return err
	}
	if doc == nil && o.writtenOverlay != "" {
		return usage("--write-overlay corrects a document; name it with --spec")
	}
	if o.writtenOverlay != "" {
		if err := placeable("write-overlay", o.writtenOverlay); err != nil {
			return err
		}
	}
	o.source.warn(w, doc)
	if doc != nil {
		o.safePosts = flows.SafePosts(doc)
	}
	whole := contract
	if o.deviations.file != "" { // the mode may still be open; the ids are the same
		all := o.choice
		all.cases = nil
		if whole, err = contract.with(doc, all); err != nil {
			return err
		}
	}
	known, err := o.deviations.load(whole)
	if err != nil {
		return err
	}
	folder, err := claim(o.out)
	if err != nil {
		return incomplete(err)
	}
	defer folder.Close()
	id := cmp.Or(o.runID, newRunID())
	o.consents, o.safePosts, o.maxBody = plan.Consents(contract.fixtures), slices.Concat(o.safePosts, contract.fixtures.SafePosts), int64(o.limits.body)*mib
	t, err := o.connect(ctx, w, &o.choice, o.concurrency)
	if err != nil {
		return err
	}
	defer t.close()
	if contract, err = contract.with(doc, o.choice); err != nil {
		return err
	}
	p, err := contract.plan(id, t, o.choice, o.seed)
	if err != nil {
		return err
	}
	s := &sitting{world: w, options: o, contract: contract, target: t, plan: p, line: line, begun: begun, expected: known, room: memory{chosen: chosen}}
	return s.hold(ctx)
}

// newRunID names a run: letters and digits that nobody confuses.
func newRunID() string {
	const alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
	id := make([]byte, 8)
	_, _ = rand.Read(id) // never fails
	for i := range id {
		id[i] = alphabet[int(id[i])%len(alphabet)]
	}
	return string(id)
}
