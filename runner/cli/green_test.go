package cli

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// scenario is a way to test nothing, or next to nothing.
type scenario struct {
	name  string
	serve func(t *testing.T) string // URL of the target; nil: none is given
	files map[string]string         // written before
	env   []string
	args  []string
	code  int
	says  string // pattern of what is printed
}

// Nothing that tested nothing may be green: each of these ends with a code of
// its own, says what happened, and whatever reports it leaves account for every
// planned case.
func TestNothingThatTestedNothingIsGreen(t *testing.T) {
	key, weak := "KBN_CONFORMANCE_API_KEY="+reference.Privileged().EncodedKey(), "KBN_CONFORMANCE_API_KEY="+reference.Powerless().EncodedKey()
	boom := func(status string) string {
		return `{"statusCode":` + status + `,"error":"` + map[string]string{"401": "Unauthorized", "403": "Forbidden", "404": "Not Found"}[status] + `","message":"Forbidden"}`
	}
	everywhere := func(kind string) func(*testing.T) string {
		return func(t *testing.T) string { return served(t)(handlerOf(kind)) }
	}
	behind := func(status int, media, body string) func(*testing.T) string {
		return func(t *testing.T) string {
			return served(t)(behindStatus(func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.Path, "kbn-conformance") { // the credentials are accepted
					status := http.StatusNotFound
					w.WriteHeader(status)
					return
				}
				w.Header().Set("Content-Type", media)
				w.WriteHeader(status)
				_, _ = io.WriteString(w, body)
			}))
		}
	}
	const js = "application/json"
	for _, s := range []scenario{
		{name: "nothing selected", args: []string{"--filter", "area:fleet && area:lists"}, code: 3, says: "nothing is selected"},
		{name: "unknown label", args: []string{"--filter", "area:lists && !levle:optional"}, code: 2, says: `levle:optional`},
		{name: "unknown filter", args: []string{"--filter", "area:(fleet"}, code: 2, says: `filter "area:\(fleet"`},
		{name: "unknown case", args: []string{"--case", "fleet.proxies.updat"}, code: 2, says: "did you mean fleet.proxies.update"},
		{name: "broken configuration", files: map[string]string{"kbn-conformance.yaml": "target: [unclosed\n"}, code: 2, says: `kbn-conformance\.yaml: `},
		{name: "unknown key in the configuration", files: map[string]string{"kbn-conformance.yaml": "targett: http://127.0.0.1:1\n"}, code: 2, says: `key "targett" is unknown`},
		{name: "unset variable", args: []string{"--target", ""}, code: 2, says: "--target is given without a value"},
		{name: "unwritable output", files: map[string]string{"results": "a file, no folder"}, code: 3, says: "--out results: .*choose a folder"},
		{name: "report that cannot be replaced", files: map[string]string{"results/run.json/x": "a folder"}, code: 3, says: "report of an earlier run stays"},
		{name: "unreachable", serve: func(*testing.T) string { return "http://127.0.0.1:1" }, code: 3, says: "connection refused"},
		{name: "starting", serve: everywhere("starting"), code: 3, says: `still starting \(503\)`},
		{name: "wrong credentials", serve: everywhere("reference"), env: []string{"KBN_CONFORMANCE_API_KEY=bm9ib2R5OmtleWtleQ=="}, code: 3, says: "refuses the credentials"},
		{name: "no credentials", serve: everywhere("reference"), code: 3, says: "no credentials were given"},
		{name: "all 401", serve: everywhere("unauthorized"), env: []string{key}, code: 3, says: `refuses the credentials \(401\)`},
		{name: "all 401 behind a status", serve: behind(401, js, boom("401")), env: []string{key}, code: 3, says: "every answer is 401, so nothing was seen of a Kibana"},
		{name: "all 403 behind a status", serve: behind(403, js, boom("403")), env: []string{key}, code: 3, says: "every answer is 403, so nothing was seen"},
		{name: "all 404 behind a status", serve: behind(404, js, boom("404")), env: []string{key}, code: 3, says: "every answer is 404, so nothing was seen"},
		{name: "all 404 with a stated version", serve: everywhere("notfound"), env: []string{key}, args: []string{"--kibana-version", "9.1.0"}, code: 3, says: "every answer is 404, so nothing was seen"},
		{name: "all pages with a stated version", serve: everywhere("html"), env: []string{key}, args: []string{"--kibana-version", "9.1.0"}, code: 3, says: "every answer is an HTML page, so nothing was seen"},
		{name: "all blocked", serve: everywhere("reference"), env: []string{weak}, args: []string{"--case", "fleet.proxies.update.name-only", "--mode", "write"}, code: 3, says: "needs fleet-settings-all, which the credentials lack"},
		{name: "mostly blocked", serve: everywhere("reference"), env: []string{weak}, args: []string{"--case", "lists.find"}, code: 3, says: "needs lists-read, which the credentials lack"},
		{name: "only skipped", serve: everywhere("reference"), env: []string{key}, args: []string{"--case", "roles.delete.deletes"}, code: 3, says: "no case was judged: the only one was skipped"},
		{name: "only not applicable", serve: everywhere("reference"), env: []string{key}, args: []string{"--case", "lists.find", "--kibana-version", "7.0.0"}, code: 3, says: "no case was judged"},
		{name: "a target that goes away", serve: vanishing, env: []string{key}, args: []string{"--concurrency", "1"}, code: 3, says: "accepts no connection any more"},
		{name: "unknown space", serve: everywhere("spaces"), env: []string{key}, args: []string{"--space", "marketing"}, code: 3, says: "there is no space marketing"},
		{name: "truncated recording", files: map[string]string{"cut.har": `{"log":{"version":"1.2","entries":[{"request":{"method":"GET"`}, args: []string{"verify", "cut.har"}, code: 3, says: "cut.har"},
		{name: "recording of nothing", files: map[string]string{"empty.har": `{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[]}}`}, args: []string{"verify", "empty.har"}, code: 3, says: "(?i)no .*exchange|nothing"},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.check(t)
		})
	}
}

func (s scenario) check(t *testing.T) {
	dir := t.TempDir()
	for name, text := range s.files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	args := append([]string{"run"}, s.args...)
	if len(s.args) > 0 && s.args[0] == "verify" {
		args = s.args
	}
	args = append(args, "--out", "results")
	if s.serve != nil {
		args = append(args, "--target", s.serve(t))
	}
	c := exec.Command("kbn-conformance", args...) // testscript put it on the path
	c.Dir, c.Env = dir, append([]string{"HOME=" + dir, "PATH=" + os.Getenv("PATH")}, s.env...)
	out, err := c.CombinedOutput()
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if code != s.code || code == 0 || !regexp.MustCompile(s.says).Match(out) {
		t.Errorf("exit code %d, want %d and %q\n%s", code, s.code, s.says, out)
	}
	if regexp.MustCompile(`(?m)^conforms`).Match(out) {
		t.Errorf("it is said to conform\n%s", out)
	}
	accounted(t, filepath.Join(dir, "results"))
}

// accounted checks that the reports, if there are any, agree about every planned case.
func accounted(t *testing.T, dir string) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "run.json"))
	if err != nil {
		if _, err := os.Stat(filepath.Join(dir, "junit.xml")); err == nil {
			t.Error("junit.xml without run.json")
		}
		return
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return
	}
	run, err := reports.ReadJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	if run.Planned != run.Totals.Sum() || run.Planned != len(run.Cases) || run.Verdict == reports.Conforms {
		t.Errorf("run.json: %d planned, %d with an outcome, %d cases, verdict %s", run.Planned, run.Totals.Sum(), len(run.Cases), run.Verdict)
	}
	data, err := os.ReadFile(filepath.Join(dir, "junit.xml"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Tests  int `xml:"tests,attr"`
		Suites []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
				Failure *struct{} `xml:"failure"`
				Error   *struct{} `xml:"error"`
				Skipped *struct{} `xml:"skipped"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	cases, own, failures, problems, skipped := 0, 0, 0, 0, 0
	for _, s := range doc.Suites {
		if s.Name == "(run)" { // says that the run as a whole is incomplete
			own += len(s.Cases)
			continue
		}
		for _, c := range s.Cases {
			cases++
			switch {
			case c.Failure != nil:
				failures++
			case c.Error != nil:
				problems++
			case c.Skipped != nil:
				skipped++
			}
		}
	}
	due := 0 // blocked at the line or above, which is "required"
	for _, c := range run.Cases {
		if c.Outcome == reports.Blocked && c.Level == "required" {
			due++
		}
	}
	if n := run.Totals; cases != run.Planned || doc.Tests != cases+own || failures+problems+own == 0 || problems != due ||
		failures != n[reports.Failed] || skipped != n[reports.Skipped]+n[reports.NotApplicable]+n[reports.Known]+n[reports.Blocked]-due {
		t.Errorf("junit.xml: %d tests, %d cases, %d failures, %d errors, %d skipped; run.json: %d planned, %v", doc.Tests, cases, failures, problems, skipped, run.Planned, n)
	}
}

func served(t *testing.T) func(http.Handler, error) string {
	return func(h http.Handler, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
}

// vanishing is a Kibana that stops listening after some requests.
func vanishing(t *testing.T) string {
	kibana, err := reference.New(reference.WithSample())
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int32
	s := httptest.NewUnstartedServer(nil)
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) > 20 {
			_ = s.Listener.Close()
			panic(http.ErrAbortHandler)
		}
		kibana.ServeHTTP(w, r)
	})
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}
