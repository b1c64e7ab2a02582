//go:build unix

package process

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// What people's own programs say to a server that echoes everything is recorded,
// judged and compared, and so is a HAR file that nobody cleaned; no output of it
// may hold a secret.
func TestNoSecretComesOutOfWhatOthersSent(t *testing.T) {
	server, err := reference.New(reference.WithSample())
	if err != nil {
		t.Fatal(err)
	}
	_, _, text := clientKey(t, t.TempDir())
	parrot := httptest.NewServer(&echo{next: anybody{server}, pem: text})
	t.Cleanup(parrot.Close)
	secrets := []string{canary("authorization"), plainCanary("custom-header"), plainCanary("cookie"), plainCanary("body"), plainCanary("query"),
		plainCanary("request-id"), plainCanary("cookie-made"), plainCanary("userinfo"), plainCanary("made"), plainCanary("password"), strings.Split(text, "\n")[1]}
	seeker, err := recording.NewRedactor(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	before, after := filepath.Join(dir, "before"), filepath.Join(dir, "after")
	record(t, parrot.URL, before, 9)
	record(t, parrot.URL, after, 12)
	raw := filepath.Join(dir, "raw.har")
	data, err := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "creator": map[string]any{"name": "test", "version": "1"}, "entries": talk(t, parrot.URL, 9)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, found := seeker.Find(data); !found {
		t.Fatal("the HAR file holds no secret to begin with")
	}
	if err := os.WriteFile(raw, data, 0o600); err != nil {
		t.Fatal(err)
	}
	looked := look(t, seeker, "the folders of record", before, after)
	lines := func(of string) string { return filepath.Join(of, "exchanges.ndjson") }
	for _, args := range [][]string{{"verify", lines(before)}, {"verify", raw}, {"compare", lines(before), lines(after)}, {"compare", raw, lines(after)}} {
		r := command(t, nil, args...)
		if err := r.Start(); err != nil {
			t.Fatal(err)
		}
		if code := r.wait(t); code == 2 {
			t.Errorf("%s: exit code %d: %s", args[0], code, r.stderr.String())
		}
		for name, data := range map[string][]byte{"output": r.stdout.Bytes(), "error": r.stderr.Bytes()} {
			if form, found := seeker.Find(data); found {
				t.Errorf("standard %s of %v holds a secret, %s", name, args, form)
			}
		}
		looked += 2 + look(t, seeker, strings.Join(args, " "), r.Dir)
	}
	if looked < 20 {
		t.Errorf("only %d outputs to look at", looked)
	}
	t.Logf("%d outputs", looked)
}

// look searches every file of the folders and counts them.
func look(t *testing.T, seeker *recording.Redactor, what string, dirs ...string) (files int) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files++
			data, err := os.ReadFile(path)
			if form, found := seeker.Find(data); found {
				t.Errorf("%s: %s holds a secret, %s", what, filepath.Base(path), form)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// record lets the program stand between a client with secrets and the server.
func record(t *testing.T, target, out string, requests int) {
	t.Helper()
	r := command(t, nil, "record", "--target", target, "--listen", "127.0.0.1:0", "--out", out)
	r.Stdout = nil
	told, err := r.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 4096)
	n, _ := told.Read(first)
	address := regexp.MustCompile(`on (http://\S+) into`).FindSubmatch(first[:n])
	if address == nil {
		t.Fatalf("record says %q, %s", first[:n], r.stderr.String())
	}
	talk(t, string(address[1]), requests)
	if err := r.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(told)
	if code := r.wait(t); code == 2 || code < 0 {
		t.Errorf("record: exit code %d: %s%s", code, rest, r.stderr.String())
	}
}

// talk sends requests with secrets in them, and gives them as a HAR file that
// was not cleaned would hold them.
func talk(t *testing.T, url string, requests int) (entries []any) {
	t.Helper()
	for i := range requests {
		method, path, body := http.MethodGet, "/api/lists/_find?token="+plainCanary("query"), ""
		if i%2 == 1 {
			method, path, body = http.MethodPost, "/api/fleet/agent_download_sources", `{"name":"x","host":"https://somebody:`+plainCanary("userinfo")+`@a.test/","password":"`+plainCanary("body")+`"}`
		}
		r, err := http.NewRequestWithContext(t.Context(), method, url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"Authorization": {"ApiKey " + base64.StdEncoding.EncodeToString([]byte("id:"+canary("authorization")))}, "Kbn-Xsrf": {"x"}, "Content-Type": {"application/json"},
			"X-Secret": {plainCanary("custom-header")}, "Cookie": {"sid=" + plainCanary("cookie")}}
		begun := time.Now()
		x, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(x.Body)
		x.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, map[string]any{"startedDateTime": begun.Format(time.RFC3339Nano), "time": 1, "timings": map[string]any{"send": 0, "wait": 1, "receive": 0}, "cache": map[string]any{},
			"request":  map[string]any{"method": method, "url": url + path, "httpVersion": "HTTP/1.1", "headers": pairs(r.Header), "queryString": []any{}, "cookies": []any{}, "headersSize": -1, "bodySize": len(body), "postData": map[string]any{"mimeType": "application/json", "text": body}},
			"response": map[string]any{"status": x.StatusCode, "statusText": http.StatusText(x.StatusCode), "httpVersion": "HTTP/1.1", "headers": pairs(x.Header), "cookies": []any{}, "redirectURL": "", "headersSize": -1, "bodySize": len(answer), "content": map[string]any{"size": len(answer), "mimeType": x.Header.Get("Content-Type"), "text": string(answer)}}})
	}
	return entries
}

func pairs(h http.Header) []any {
	out := []any{}
	for name, values := range h {
		for _, value := range values {
			out = append(out, map[string]any{"name": name, "value": value})
		}
	}
	return out
}
