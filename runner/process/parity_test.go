package process

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// alike checks that verify judges the recording of a run as the run did, in the
// canonical form byte for byte, and ends as it did. dir is where the run ended.
func alike(t *testing.T, dir string) {
	t.Helper()
	v := command(t, nil, "verify", filepath.Join(dir, "conformance-results", "exchanges.har"))
	if err := v.Start(); err != nil {
		t.Fatal(err)
	}
	code := v.wait(t)
	live, offline := canonical(t, filepath.Join(dir, "conformance-results")), canonical(t, filepath.Join(v.Dir, "conformance-verify"))
	if !bytes.Equal(live, offline) {
		x, y := bytes.Split(live, []byte("\n")), bytes.Split(offline, []byte("\n"))
		for i := range min(len(x), len(y)) {
			if !bytes.Equal(x[i], y[i]) {
				t.Errorf("the recording is not judged like the run: line %d is %s and %s\n%s", i+1, x[i], y[i], v.stderr.String())
				return
			}
		}
		t.Errorf("the report of the recording has %d lines, that of the run %d\n%s", len(y), len(x), v.stderr.String())
	}
	if want := bytes.Contains(live, []byte(`"exit_code": 0`)); want != (code == 0) {
		t.Errorf("verify ended with %d", code)
	}
}

func canonical(t *testing.T, dir string) []byte {
	t.Helper()
	form, err := reports.Canonical(reported(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	return form
}

// reported reads the report in a folder.
func reported(t *testing.T, dir string) *reports.Run {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	run, err := reports.ReadJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// Whatever a run was asked for, and whatever became of it, its recording tells.
func TestARecordingIsJudgedLikeItsRun(t *testing.T) {
	known := filepath.Join(t.TempDir(), "known.yaml")
	if err := os.WriteFile(known, []byte("- case: fleet.check_permissions.get.*\n  rule: header-missing\n  reason: the mock has no name\n  owner: me\n  until: 2999-01-31\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	weak := "KBN_CONFORMANCE_UNPRIVILEGED_API_KEY=" + reference.Powerless().EncodedKey()
	nameless := reference.WithFault("all/header-missing-kbn-name")
	for name, row := range map[string]struct {
		options []reference.Option
		env     []string
		args    []string
	}{
		"reading":            {nil, nil, nil},
		"a filter":           {nil, []string{weak}, []string{"--filter", "kind:access && !area:fleet", "--mode", "write"}},
		"cases":              {nil, []string{weak}, []string{"--case", "lists.find,roles.delete", "--mode", "write", "--allow", "endpoint-list"}},
		"an older version":   {[]reference.Option{reference.WithVariant("version-8-13")}, nil, []string{"--mode", "write", "--case", "fleet.proxies.update"}},
		"a stated version":   {nil, nil, []string{"--kibana-version", "8.18.1", "--level", "recommended", "--case", "fleet"}},
		"known deviations":   {[]reference.Option{nameless}, nil, []string{"--expected-failures", known, "--case", "fleet.check_permissions.get"}},
		"stale expectations": {nil, nil, []string{"--expected-failures", known, "--case", "fleet.check_permissions.get,lists.find"}},
		"faults":             {[]reference.Option{nameless, reference.WithFault("fleet.check_permissions.get/field-missing-success")}, nil, []string{"--level", "optional"}},
		"a space":            {nil, nil, []string{"--space", "default", "--case", "lists.find"}},
		"a share":            {nil, nil, []string{"--shard", "2/3"}},
		"a budget":           {nil, nil, []string{"--max-requests", "40"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := command(t, row.env, append([]string{"run", "--target", deploy(t, row.options...).url}, row.args...)...)
			if err := r.Start(); err != nil {
				t.Fatal(err)
			}
			if code := r.wait(t); code == 2 {
				t.Fatalf("exit code %d: %s", code, r.stderr.String())
			}
			alike(t, r.Dir)
		})
	}
}
