package process

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// canary is a secret that must not come out anywhere. It is as mixed as real
// ones are, and holds what URLs, JSON and HTML escape.
func canary(kind string) string { return "c4nary/" + kind + `+5h0uld&n0t"s1ng` }

// plainCanary holds only what a header or a token may hold.
func plainCanary(kind string) string { return "c4nary-" + kind + "-5h0uldn0ts1ng7" }

// echo answers like the reference server, and then shows everything that it was
// told and everything that it has: in headers, in members of JSON, in error texts.
type echo struct {
	next     http.Handler
	pem      string
	requests atomic.Int64
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := e.requests.Add(1)
	body := new(bytes.Buffer)
	_, _ = body.ReadFrom(r.Body)
	r.Body = readCloser{bytes.NewReader(body.Bytes())}
	r.URL.Scheme, r.URL.Host = "", "" // as a proxy gets it
	answer := httptest.NewRecorder()
	e.next.ServeHTTP(answer, r)
	if r.URL.Path == "/api/status" || strings.Contains(r.URL.Path, "nothing-is-here") {
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
		return
	}
	for name, values := range answer.Header() {
		if name != "Content-Length" {
			w.Header()[name] = values
		}
	}
	head := r.Header.Get("Authorization")
	_, credentials, _ := strings.Cut(head, " ")
	key, _ := base64.StdEncoding.DecodeString(credentials)
	told := []string{head, credentials, string(key), r.Header.Get("X-Secret"), r.Header.Get("Cookie"), r.Header.Get("Proxy-Authorization"), body.String(), r.URL.RequestURI()}
	for i, text := range told { // in every spelling
		quoted, _ := json.Marshal(text)
		told[i] = strings.Join([]string{text, string(quoted), url.QueryEscape(text), url.PathEscape(text), base64.StdEncoding.EncodeToString([]byte(text)), base64.URLEncoding.EncodeToString([]byte("x" + text))}, " ")
	}
	shown := strings.Join(told, " | ")
	w.Header().Set("X-Request-Id", "6f2c1b0e-3f4e-4a57-9a75-"+plainCanary("request-id"))
	w.Header().Add("Set-Cookie", "sid="+plainCanary("cookie-made")+"; Path=/; HttpOnly")
	w.Header().Set("X-Echo", strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, shown[:min(len(shown), 4000)]))
	w.Header().Set("Location", "https://somebody:"+plainCanary("userinfo")+"@example.test/?token="+plainCanary("query"))
	made := map[string]any{"api_key": plainCanary("made"), "encoded": base64.StdEncoding.EncodeToString([]byte("id:" + plainCanary("made"))), "password": plainCanary("password"),
		"ssl": map[string]any{"key": e.pem}, "link": "https://somebody:" + plainCanary("userinfo") + "@example.test/"}
	var object map[string]any
	switch {
	case n%3 == 0: // an error that tells it all
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]any{"statusCode": 400, "error": "Bad Request", "message": "cannot do this: " + shown + " " + e.pem +
			" made " + plainCanary("made") + ", request 6f2c1b0e-3f4e-4a57-9a75-" + plainCanary("request-id") + ", session " + plainCanary("cookie-made")})
	case json.Unmarshal(answer.Body.Bytes(), &object) == nil && object != nil:
		object["echo"], object["made"] = shown, made
		w.WriteHeader(answer.Code)
		_ = json.NewEncoder(w).Encode(object)
	default: // a page of a proxy
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = fmt.Fprintf(w, "<html><pre>%s</pre>%s</html>", shown, e.pem)
	}
}

// clientKey makes a client certificate; only the file of its key is secret.
func clientKey(t *testing.T, dir string) (cert, key, text string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	text = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}))
	cert, key = filepath.Join(dir, "client.pem"), filepath.Join(dir, "client.key")
	for path, data := range map[string]string{cert: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), key: text} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key, text
}

// canaries is a document whose example of a request holds a secret.
const canaries = `openapi: 3.0.3
info: { title: canaries, version: 1.0.0 }
paths:
  /api/canaries:
    post:
      operationId: createCanary
      requestBody: { required: true, content: { application/json: {
        schema: { type: object, required: [name, password], properties: { name: { type: string }, password: { type: string, example: CANARY } } },
        example: { name: tweety, password: CANARY } } } }
      responses: { "200": { description: made, content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } } } } }
  /api/canaries/{id}:
    delete:
      operationId: deleteCanary
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: gone } }
`

// kinds are the secrets that the sessions below hold.
var kinds = []string{"authorization header", "cookie", "URL userinfo", "URL query", "request body", "created key in an answer", "error text that echoes the header",
	"proxy password", "PEM key", "credential from a file", "credential from a command", "unprivileged key", "custom header", "bearer token", "password", "request id", "cookie that is set"}

// Each session gives the program secrets in another way, and lets a server that
// echoes everything show them; no output may hold one, however it is spelt.
func TestNoSecretComesOut(t *testing.T) {
	server, err := reference.New(reference.WithSample(), reference.WithUploadInterval(time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key, text := clientKey(t, dir)
	parrot := &echo{next: anybody{server}, pem: text}
	proxy := httptest.NewServer(parrot)
	t.Cleanup(proxy.Close)
	secretFile := filepath.Join(dir, "headers.txt")
	write := func(path, text string) string {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write(secretFile, "X-Secret: "+plainCanary("custom-header")+"\nCookie: session="+plainCanary("cookie")+"\n")
	encoded := func(kind string) string {
		return base64.StdEncoding.EncodeToString([]byte("id:" + canary(kind)))
	}
	document := write(filepath.Join(dir, "document.yaml"), strings.ReplaceAll(canaries, "CANARY", plainCanary("body")))
	keyFile := write(filepath.Join(dir, "key.txt"), encoded("file"))
	secrets := []string{plainCanary("request-id"), plainCanary("cookie-made"), plainCanary("userinfo"), plainCanary("query"), plainCanary("made"), plainCanary("password"),
		plainCanary("custom-header"), plainCanary("cookie"), canary("authorization"), canary("unprivileged"), plainCanary("proxy"), plainCanary("bearer"), canary("file"), canary("command"), canary("basic"), plainCanary("body")}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "-----") && len(line) > 16 {
			secrets = append(secrets, strings.TrimSpace(line))
		}
	}
	seeker, err := recording.NewRedactor(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	control(t, proxy.URL, seeker)
	common := []string{"--target", "http://kibana.example.test", "--kibana-version", "9.1.0", "--header-file", secretFile, "--cert", cert, "--key", key}
	through := strings.Replace(proxy.URL, "http://", "http://somebody:"+plainCanary("proxy")+"@", 1)
	clean := []string{"HTTP_PROXY=" + through, "http_proxy=" + through, "NO_PROXY=", "no_proxy=", "KBN_CONFORMANCE_API_KEY="}
	var outputs atomic.Int64
	t.Cleanup(func() { t.Logf("%d kinds of secrets, %d outputs", len(kinds), outputs.Load()) })
	for name, session := range map[string]struct {
		env, args []string
		refused   bool
	}{
		"keys from the environment": {[]string{"KBN_CONFORMANCE_API_KEY=" + encoded("authorization"), "KBN_CONFORMANCE_UNPRIVILEGED_API_KEY=" + encoded("unprivileged")},
			[]string{"run", "--mode", "write", "--circuit", "0", "--case", "fleet.proxies.update,roles.delete,fleet.agent_download_sources.create", "--allow", "endpoint-list"}, false},
		"a secret in a body":  {[]string{"KBN_CONFORMANCE_API_KEY=" + encoded("authorization")}, []string{"run", "--mode", "write", "--circuit", "0", "--spec", document, "--filter", "area:canaries"}, false},
		"a token":             {[]string{"KBN_CONFORMANCE_TOKEN=" + plainCanary("bearer")}, []string{"run", "--circuit", "0"}, false},
		"a key from a file":   {nil, []string{"run", "--circuit", "0", "--api-key-file", keyFile}, false},
		"a key of a command":  {nil, []string{"run", "--circuit", "0", "--credential-command", "echo " + encoded("command")}, false},
		"a password":          {[]string{"KBN_CONFORMANCE_USERNAME=elastic", "KBN_CONFORMANCE_PASSWORD=" + canary("basic")}, []string{"run", "--circuit", "0"}, false},
		"doctor":              {[]string{"KBN_CONFORMANCE_API_KEY=" + encoded("authorization")}, []string{"doctor"}, false},
		"a secret in a URL":   {nil, []string{"run", "--target", "http://somebody:" + plainCanary("userinfo") + "@kibana.example.test"}, true},
		"a secret in a query": {nil, []string{"run", "--target", "http://kibana.example.test/?token=" + plainCanary("query")}, true},
		"two credentials":     {[]string{"KBN_CONFORMANCE_API_KEY=" + encoded("authorization"), "KBN_CONFORMANCE_TOKEN=" + plainCanary("bearer")}, []string{"run"}, true},
		"a broken credential": {[]string{"KBN_CONFORMANCE_API_KEY=id:" + plainCanary("made")}, []string{"run"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := session.args
			if session.args[0] == "run" || session.args[0] == "doctor" {
				args = append(append([]string{session.args[0]}, common...), session.args[1:]...)
			}
			r := command(t, append(clean, session.env...), args...)
			if err := r.Start(); err != nil {
				t.Fatal(err)
			}
			code := r.wait(t)
			if (code == 2) != session.refused || code == 3 {
				t.Errorf("exit code %d: %s", code, r.stderr.String())
			}
			looked := 0
			look := func(what string, data []byte) {
				looked++
				if marked := bytes.Contains(data, []byte(recording.Redacted)) && bytes.Contains(data, []byte(recording.Hidden)); what == "exchanges.har" && !marked {
					t.Errorf("%s shows no trace of what was removed", what)
				}
				if form, found := seeker.Find(data); found {
					t.Errorf("%s holds a secret, %s", what, form)
				}
			}
			look("standard output", r.stdout.Bytes())
			look("standard error", r.stderr.Bytes())
			err := filepath.WalkDir(r.Dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				data, err := os.ReadFile(path)
				look(filepath.Base(path), data)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if code == 1 && looked < 7 { // standard output and error, the recording, and four formats
				t.Errorf("only %d outputs to look at", looked)
			}
			outputs.Add(int64(looked))
		})
	}
}

// control proves that the server shows what it is told, and that it would be found.
func control(t *testing.T, url string, seeker *recording.Redactor) {
	t.Helper()
	for range 3 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/lists/_find", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Secret", plainCanary("custom-header"))
		x, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body := new(bytes.Buffer)
		_, err = body.ReadFrom(x.Body)
		x.Body.Close()
		if _, found := seeker.Find(body.Bytes()); err != nil || !found || !strings.Contains(body.String(), plainCanary("custom-header")) {
			t.Errorf("the server keeps secrets: %s, %v", body, err)
		}
	}
}

// anybody lets everybody in: what matters is what is said, not who says it.
type anybody struct{ *reference.Server }

func (a anybody) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = r.Clone(r.Context())
	if r.Header.Get("Authorization") != "" {
		r.Header.Set("Authorization", "ApiKey "+reference.Privileged().EncodedKey())
	}
	a.Server.ServeHTTP(w, r)
}
