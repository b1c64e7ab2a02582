package suites_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// another is a reference server in the place of a target of somebody else.
func another(t *testing.T, faults ...string) (*reference.Server, string) {
	t.Helper()
	var options []reference.Option
	for _, f := range faults {
		options = append(options, reference.WithFault(f))
	}
	server, err := reference.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	return server, listener.URL
}

// suitesIn runs TestSuites in a process of its own, as go test would.
func suitesIn(t *testing.T, key, weak string, args ...string) (output string, passed bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, append([]string{"-test.v", "-test.run=^TestSuites$"}, args...)...)
	c.Env = append(os.Environ(), "TMPDIR="+t.TempDir(), "KBN_CONFORMANCE_API_KEY="+key, "KBN_CONFORMANCE_UNPRIVILEGED_API_KEY="+weak)
	out, err := c.CombinedOutput()
	return string(out), err == nil
}

// TestSuitesJudgeATarget: how the suites are started, against a server with a
// fault or without, and what they say.
func TestSuitesJudgeATarget(t *testing.T) {
	const one = "-ginkgo.label-filter=endpoint:fleet.epm.verification_key_id.get"
	if *url != "" {
		t.Skip("this tests the tests; -target is judged by TestSuites")
	}
	full, weak := reference.Privileged().EncodedKey(), reference.Powerless().EncodedKey()
	for name, c := range map[string]struct {
		fault     string
		key, weak string
		args      []string
		passes    bool
		says      string
	}{
		"all that only reads":                 {"", full, weak, nil, true, "cases judged"},
		"one endpoint, writes allowed":        {"", full, weak, []string{"-mode=write", "-ginkgo.label-filter=endpoint:fleet.proxies.update"}, true, "cases judged"},
		"without a key that may do nothing":   {"", full, "", []string{one}, true, "cases judged"},
		"a key with its scheme":               {"", "ApiKey " + full, weak, []string{one}, true, "cases judged"},
		"a server that lacks a header":        {"all/header-missing-kbn-name", full, weak, []string{one}, false, "header-missing     kbn-name"},
		"a server whose connection is cut":    {"fleet.epm.verification_key_id.get/connection-cut", full, weak, []string{one}, false, "no-answer          want a whole HTTP answer"},
		"a server that refuses the key":       {"", "d3Jvbmc6a2V5", weak, []string{one}, false, "the server refuses the credentials (401)"},
		"the reference server by label":       {"", "", "", []string{"-target=", one}, true, "cases judged"},
		"a filter that is none":               {"", full, weak, []string{"-ginkgo.label-filter=a &&"}, false, "-ginkgo.label-filter: "},
		"a filter that selects nothing":       {"", full, weak, []string{"-ginkgo.label-filter=nothing"}, false, "nothing is selected"},
		"a mode that is none":                 {"", full, weak, []string{"-mode=delete"}, false, `mode "delete"`},
		"a target that is no URL":             {"", full, weak, []string{"-target=kibana"}, false, "kibana"},
		"a target that nobody listens behind": {"", full, weak, []string{"-target=http://127.0.0.1:1"}, false, "check the URL, the network and that the server runs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var faults []string
			if c.fault != "" {
				faults = []string{c.fault}
			}
			server, address := another(t, faults...)
			before := server.Objects()
			out, passed := suitesIn(t, c.key, c.weak, append([]string{"-target=" + address}, c.args...)...)
			if passed != c.passes || !strings.Contains(out, c.says) {
				t.Errorf("passed %t, said\n%s\nwant %t and %q", passed, out, c.passes, c.says)
			}
			if !slices.Equal(server.Objects(), before) {
				t.Error("objects were left behind")
			}
			if slices.Contains(c.args, "-mode=write") == (len(writes(server)) == 0) {
				t.Errorf("writes: %v", writes(server))
			}
			if strings.Contains(out, full) {
				t.Error("the key is in the output")
			}
		})
	}
}

// writes are the requests that may have changed something.
func writes(s *reference.Server) []reference.Request {
	return slices.DeleteFunc(s.Requests(), func(r reference.Request) bool { return r.Method == "GET" || r.Method == "HEAD" })
}
