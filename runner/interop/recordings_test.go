package interop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/npm"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// verify judges a recording of another program.
func (p program) verify(t *testing.T, file string) result {
	t.Helper()
	r := result{dir: t.TempDir()}
	cmd := exec.CommandContext(t.Context(), string(p), "verify", file, "--out", r.dir)
	cmd.Dir = r.dir
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	r.code, r.stdout = cmd.ProcessState.ExitCode(), string(out)
	t.Logf("exit %d\n%s", r.code, out)
	run, err := os.Open(filepath.Join(r.dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if r.report, err = reports.ReadJSON(run); err != nil {
		t.Fatal(err)
	}
	return r
}

// automation is a page that uses the API as people's own scripts do: it creates,
// reads, changes and deletes an object, is refused, and lists.
const automation = `<!doctype html><title>begun</title><script>
const headers = {"kbn-xsrf": "x", "authorization": "ApiKey KEY", "content-type": "application/json"};
const ask = async (method, path, body) => (await fetch(path, {method, headers, body: body && JSON.stringify(body)})).text();
(async () => {
  await ask("GET", "/api/status");
  await ask("POST", "/api/fleet/proxies", {id: "browser", name: "browser", url: "http://u:hunter2hunter2@p.test:80"});
  await ask("PUT", "/api/fleet/proxies/browser", {name: "browser", url: "http://p.test:81"});
  await ask("PUT", "/api/fleet/proxies/browser", {surprise: 1});
  await ask("GET", "/s/default/api/fleet/proxies/browser");
  await ask("DELETE", "/api/fleet/proxies/browser");
  await ask("GET", "/api/fleet/check-permissions");
  await ask("GET", "/api/lists/_find?per_page=2");
  await ask("GET", "/api/nothing/here");
  document.title = "done";
})();
</script>`

// site is the reference server with that page.
func site(t *testing.T, options ...reference.Option) *httptest.Server {
	t.Helper()
	server, err := reference.New(append(options, reference.WithSample())...)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", server)
	mux.HandleFunc("GET /favicon.ico", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, strings.ReplaceAll(automation, "KEY", reference.Privileged().EncodedKey()))
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// message is an event of the browser in the form of its protocol.
type message struct {
	Method string         `json:"method"`
	Params map[string]any `json:"params"`
}

// chromium starts a browser.
func chromium(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(t.Context())
	t.Cleanup(cancel)
	err := chromedp.Do(ctx)
	if errors.Is(err, exec.ErrNotFound) {
		t.Skipf("no Chromium is installed: %v", err)
	}
	if err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return ctx
}

// traffic opens the page in a tab of its own and gives what the browser's
// protocol said, bodies included.
func traffic(t *testing.T, browser context.Context, url string) []message {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	defer cancel()
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var events []any
	if err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, event)
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, page.Enable, page.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.title == "done"`)); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	said := events
	mu.Unlock()
	var out []message
	for _, event := range said {
		m, ok := protocol(t, event)
		if !ok {
			continue
		}
		if e, is := event.(*network.EventResponseReceived); is {
			if body, err := chromedp.Call(ctx, network.GetResponseBody, network.GetResponseBodyParams{RequestID: e.RequestID}); err == nil {
				m.Params["response"].(map[string]any)["body"] = string(body.Body)
			}
		}
		out = append(out, m)
	}
	return out
}

// protocol writes an event as the browser sent it.
func protocol(t *testing.T, event any) (m message, ok bool) {
	t.Helper()
	kind := reflect.TypeOf(event).Elem()
	domain := filepath.Base(kind.PkgPath())
	name, isEvent := strings.CutPrefix(kind.Name(), "Event")
	if !isEvent || domain != "network" && domain != "page" {
		return m, false
	}
	m.Method = strings.ToUpper(domain[:1]) + domain[1:] + "." + strings.ToLower(name[:1]) + name[1:]
	raw, err := json.Marshal(event)
	if err == nil {
		err = json.Unmarshal(raw, &m.Params)
	}
	if err != nil {
		t.Fatalf("%s: %v", m.Method, err)
	}
	return m, true
}

// toHAR is the part of the browser's user who exports a HAR, done by a library
// that many programs use for it.
const toHAR = `import { harFromMessages } from "HOME/index.js";
import { readFileSync, writeFileSync } from "node:fs";
const har = harFromMessages(JSON.parse(readFileSync(process.argv[2])), { includeTextFromResponseBody: true });
writeFileSync(process.argv[3], JSON.stringify(har));
`

// Interop: what Chromium said over its protocol, made a HAR by chrome-har from
// npm, is matched, judged without a false alarm, and shows no secret; a fault of
// the server is seen in it.
func TestInteropChromium(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	home, err := npm.Install(ctx, "chrome-har", "1.3.1")
	if err != nil {
		t.Skipf("chrome-har: %v", err)
	}
	browser, p := chromium(t), build(ctx, t)
	for name, row := range map[string]struct {
		options []reference.Option
		code    int
		rule    string
	}{
		"right":  {nil, 0, ""},
		"faulty": {[]reference.Option{reference.WithFault("fleet.check_permissions.get/field-missing-success")}, 1, "schema-mismatch"},
	} {
		t.Run(name, func(t *testing.T) {
			messages, err := json.Marshal(traffic(t, browser, site(t, row.options...).URL+"/page"))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			for file, data := range map[string][]byte{"messages.json": messages, "har.mjs": []byte(strings.ReplaceAll(toHAR, "HOME", filepath.ToSlash(home)))} {
				if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			har := filepath.Join(dir, "browser.har")
			if out, err := exec.CommandContext(ctx, node, filepath.Join(dir, "har.mjs"), filepath.Join(dir, "messages.json"), har).CombinedOutput(); err != nil {
				t.Fatalf("chrome-har: %v\n%s", err, out)
			}
			r := p.verify(t, har)
			if r.code != row.code || r.report.Source == nil || r.report.Source.Matched != 7 || r.report.Target.Version != "9.1.0" {
				t.Errorf("exit %d, %+v, version %s", r.code, r.report.Source, r.report.Target.Version)
			}
			if row.rule != "" && !strings.Contains(r.stdout, row.rule) {
				t.Errorf("no %s", row.rule)
			}
			secretFree(t, r.dir, reference.Privileged().EncodedKey(), "hunter2hunter2")
		})
	}
}

func secretFree(t *testing.T, dir string, secrets ...string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range secrets {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s holds %s", file, secret)
			}
		}
	}
}

// Interop: mitmproxy stands between a whole run and the server, and its HAR is
// judged without a false alarm.
func TestInteropMitmproxy(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	mitmdump, err := exec.LookPath("mitmdump")
	if err != nil {
		t.Skip("mitmdump is not installed (pip install mitmproxy)")
	}
	target := site(t)
	address := vacant(t)
	har := filepath.Join(t.TempDir(), "mitmproxy.har")
	_, port, _ := net.SplitHostPort(address)
	proxy := exec.CommandContext(ctx, mitmdump, "-q", "--mode", "reverse:"+target.URL, "--listen-host", "127.0.0.1", "-p", port, "--set", "hardump="+har, "--set", "confdir="+t.TempDir())
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	for !listens(address) {
		if ctx.Err() != nil {
			t.Fatal("mitmdump does not listen")
		}
		time.Sleep(50 * time.Millisecond)
	}
	p := build(ctx, t)
	p.run(ctx, t, "http://"+address, reference.Privileged().EncodedKey(), "--mode", "write", "--allow", "endpoint-list,alert-migrations")
	if err := proxy.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = proxy.Wait()
	r := p.verify(t, har)
	if r.code != 0 || r.report.Source == nil || r.report.Source.Matched < 800 {
		t.Errorf("exit %d, %+v", r.code, r.report.Source)
	}
	secretFree(t, r.dir, reference.Privileged().EncodedKey())
}

func vacant(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func listens(address string) bool {
	c, err := net.Dial("tcp", address)
	if err == nil {
		c.Close()
	}
	return err == nil
}
