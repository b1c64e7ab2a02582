package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// unrepeated are the flags that the line for a repetition does without, and why.
var unrepeated = map[string]string{
	"target": "the line begins with it", "config": "all that it sets is in the line", "out": "where the reports go changes none of them",
	"write-expected-failures": "a proposal, made already", "write-overlay": "a proposal, made already", "run-id": "another run makes objects of its own, except in shards",
}

// The line that a report gives for a repetition has every flag that mattered, and
// no word that run does not know.
func TestTheRepeatLineHasEveryFlag(t *testing.T) {
	var o runOptions
	c := &cobra.Command{Use: "run"}
	o.flags(c)
	values := map[string]string{"header": "X-Tenant: blue, green", "overlay": "my/fix.yaml", "spec": "docs/kibana.json", "shard": "1/2", "timeout": "7s", "max-time": "9m0s", "mode": "write", "space": "s"}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		value := values[f.Name]
		switch {
		case value != "":
		case f.Value.Type() == "bool":
			value = "true"
		case slices.Contains([]string{"int", "int64", "float64"}, f.Value.Type()):
			value = "3"
		default:
			value = "some-" + f.Name
		}
		if err := c.Flags().Set(f.Name, value); err != nil {
			t.Fatalf("--%s: %v", f.Name, err)
		}
	})
	if err := c.Flags().Set("header", "X-Key: the-key-of-the-run"); err != nil {
		t.Fatal(err)
	}
	client, err := target.New(target.Config{BaseURL: "http://127.0.0.1:0", Space: "s", Credentials: target.Credentials{Full: target.APIKey("the-key-of-the-run")}})
	if err != nil {
		t.Fatal(err)
	}
	s := &sitting{options: o, plan: &plan.Plan{Run: "some-run-id"}, target: &connected{client: client}}
	run := &reports.Run{Tool: reports.Tool{Name: "kbn-conformance"}, Target: reports.Target{URL: client.Base()}, Config: s.config()}
	line := run.Command() + " "
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if said := strings.Contains(line, " --"+f.Name+" "); said == (unrepeated[f.Name] != "") && f.Name != "target" && f.Name != "run-id" {
			t.Errorf("--%s in the line: %v", f.Name, said)
		}
	})
	for _, word := range strings.Fields(line) {
		if name, flag := strings.CutPrefix(word, "--"); flag && c.Flags().Lookup(name) == nil {
			t.Errorf("run has no flag --%s", name)
		}
	}
	for _, want := range []string{"--header 'X-Tenant: blue, green' --header 'X-Key: [redacted]' ", "--spec docs/kibana.json ", "--overlay my/fix.yaml ", "--credential-command '(not kept)' ", "--run-id some-run-id "} {
		if !strings.Contains(line, want) {
			t.Errorf("no %s in\n%s", want, line)
		}
	}
	if strings.Contains(line, "the-key-of-the-run") {
		t.Errorf("a secret is in the line: %s", line)
	}
}
