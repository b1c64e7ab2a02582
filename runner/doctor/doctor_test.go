package doctor

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

var reads = []Read{
	{"fleet", "fleet.things.list", "/api/fleet/things", "fleet-settings-all"},
	{"fleet", "fleet.others.list", "/api/fleet/others", "fleet-agents-all"},
	{"lists", "lists.find", "/api/lists/_find", "lists-read"},
}

// Each broken environment has one diagnosis and a remedy that fits it.
func TestBrokenEnvironments(t *testing.T) {
	var (
		healthy = kibana{}
		good    = newCertificate(t, nil, nil)
		expired = newCertificate(t, func(c *x509.Certificate) {
			c.NotAfter = time.Now().Add(-48 * time.Hour)
			c.NotBefore = c.NotAfter.Add(-time.Hour)
		}, nil)
		early   = newCertificate(t, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(24 * time.Hour) }, nil)
		ending  = newCertificate(t, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(3*24*time.Hour + time.Hour) }, nil)
		foreign = newCertificate(t, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"other.example.test"} }, nil)
		company = newCertificate(t, func(c *x509.Certificate) { c.Subject.CommonName = "Company CA"; c.IPAddresses = nil }, nil)
		issued  = newCertificate(t, nil, &company)
		login   = target.Credentials{Full: target.APIKey(key)}
		both    = target.Credentials{Full: target.APIKey(key), Unprivileged: target.APIKey(weak)}
		wrong   = target.Credentials{Full: target.APIKey("d3Jvbmc6a2V5LXdyb25n")}
		to      = func(url string) target.Config { return target.Config{BaseURL: url, Credentials: login} }
		as      = func(url string, who target.Credentials) target.Config {
			return target.Config{BaseURL: url, Credentials: who}
		}
		secure = func(c tls.Certificate, trusted bool) target.Config {
			url, file := serveTLS(t, c, false, healthy)
			config := to(url)
			if trusted {
				config.CAFile = file
			}
			return config
		}
		demanding = func() target.Config {
			url, file := serveTLS(t, good, true, healthy)
			config := to(url)
			config.CAFile = file
			return config
		}
		inSpace = func(space string) target.Config { c := to(serve(t, healthy)); c.Space = space; return c }
		plainly = func(config target.Config) target.Config {
			config.BaseURL = strings.Replace(config.BaseURL, "https:", "http:", 1)
			return config
		}
	)
	for _, row := range []struct {
		name    string
		config  target.Config
		check   string
		state   State
		finding string
		remedy  string
	}{
		{"a name that does not resolve", to("http://kibana..example.test"), "name", Failed, "the name kibana..example.test cannot be resolved", "spelling of the host"},
		{"a closed port", to("http://127.0.0.1:1"), "connection", Failed, "connection refused", "that the server runs"},
		{"a server that does not answer", func() target.Config { c := to(silent(t)); c.Timeout = 50 * time.Millisecond; return c }(), "http", Failed, "no answer within 50ms", "server is healthy"},
		{"a certificate that signs itself", secure(good, false), "tls", Failed, "certificate of kibana.example.test is signed by itself", "--ca"},
		{"an authority of the company", secure(issued, false), "tls", Failed, "an authority that is not trusted here, CN=Company CA", "--ca"},
		{"an expired certificate", secure(expired, true), "tls", Failed, "expired on " + day(expired.Leaf.NotAfter), "renew the certificate"},
		{"a certificate of tomorrow", secure(early, true), "tls", Failed, "is valid from " + day(early.Leaf.NotBefore), "clock of this machine"},
		{"a certificate that ends soon", secure(ending, true), "tls", Warning, "days left: 3", "renew the certificate"},
		{"a certificate for another name", secure(foreign, true), "tls", Failed, "is for other.example.test, not for 127.0.0.1", "use one of these names in --target"},
		{"any certificate accepted", func() target.Config { c := secure(expired, false); c.Insecure = true; return c }(), "tls", Warning, "not checked (--insecure)", "--ca instead"},
		{"a client certificate that is wanted", demanding(), "tls", Failed, "the server wants a client certificate", "--cert and --key"},
		{"TLS spoken to a plain port", to(strings.Replace(serve(t, healthy), "http:", "https:", 1)), "tls", Failed, "the port does not speak TLS", "http:// instead of https://"},
		{"plain HTTP spoken to a TLS port of Go", plainly(secure(good, true)), "http", Failed, "the port speaks TLS and was asked in plain HTTP", "https:// instead of http://"},
		{"plain HTTP spoken to a TLS port that hangs up", to(mute(t, good)), "http", Failed, "the port speaks TLS and was asked in plain HTTP", "https:// instead of http://"},
		{"something that is not HTTP", to(raw(t, "SSH-2.0-OpenSSH_9.6\r\n")), "http", Failed, "malformed HTTP", "check the port"},
		{"an HTML page of something else", to(serve(t, says(200, "Content-Type", "text/html", "<html>Welcome</html>"))), "kibana", Failed, "an HTML page (200)", "base path"},
		{"a redirect to a login page", to(serve(t, says(302, "Location", "https://sso.example.test/login", ""))), "kibana", Failed, `redirects to "https://sso.example.test/login"`, "login proxy"},
		{"Elasticsearch", to(serve(t, says(200, "X-Elastic-Product", "Elasticsearch", `{"tagline":"You Know, for Search"}`))), "kibana", Failed, "this is Elasticsearch", "URL of Kibana"},
		{"a wrong base path", to(serve(t, says(404, "Content-Type", "application/json", "{}"))), "kibana", Failed, "no /api/status (404)", "base path"},
		{"the address of a page", to(serve(t, says(404, "Content-Type", "application/json", "{}")) + "/kbn/app/home"), "kibana", Failed, "no /api/status (404)", "leave out /app/home"},
		{"Kibana that still starts", to(serve(t, says(503, "Content-Type", "text/plain", "Kibana server is not ready yet"))), "ready", Failed, "still starting (503)", "wait until it is up"},
		{"Kibana without Elasticsearch", to(serve(t, kibana{code: 503, status: `{"version":{"number":"9.1.0"},"status":{"overall":{"level":"critical","summary":"no Elasticsearch"}}}`})), "ready", Failed, "its status is critical (no Elasticsearch)", "log of Kibana"},
		{"Kibana at half strength", to(serve(t, kibana{status: `{"version":{"number":"9.1.0"},"status":{"overall":{"level":"degraded"}}}`})), "ready", Warning, "its status is degraded", "log of Kibana"},
		{"a gateway with nothing behind it", to(serve(t, says(502, "Content-Type", "text/html", "<html>"))), "between", Failed, "a proxy does not reach the server (502)", "Kibana runs behind it"},
		{"wrong credentials", as(serve(t, healthy), wrong), "credentials", Failed, "refuses the credentials (401)", "encoded form, not expired, and of this deployment"},
		{"no credentials", as(serve(t, healthy), target.Credentials{}), "version", Failed, "hides its version from anybody", "KBN_CONFORMANCE_API_KEY"},
		{"an API key as id:key", as(serve(t, healthy), target.Credentials{Full: target.APIKey("id:secret-of-the-key")}), "settings", Failed, "id:key form", "encoded form"},
		{"credentials without any power", to(serve(t, kibana{powerless: true})), "privileges", Failed, "every read is answered 403", "privileges named above"},
		{"a second key that nobody knows", as(serve(t, healthy), both), "unprivileged", Failed, "refuses the unprivileged credentials (401)", "leave it out"},
		{"a second key with power", as(serve(t, kibana{unprivileged: true, may: true}), both), "powerless", Warning, "GET /api/fleet/things", "without any privilege"},
		{"a version that is hidden", to(serve(t, kibana{status: `{"status":{"overall":{"level":"available"}}}`})), "version", Warning, "does not tell its version", "--kibana-version"},
		{"a version from before the contract", to(serve(t, kibana{status: `{"version":{"number":"7.17.0"},"status":{"overall":{"state":"green"}}}`})), "version", Warning, "7.17.0 is older than anything that the contract knows (8.13.0 to 9.1)", "mind that"},
		{"a version from after the contract", to(serve(t, kibana{status: `{"version":{"number":"99.1.0"},"status":{"overall":{"level":"available"}}}`})), "version", Warning, "99.1.0 is newer than the contract", "mind that"},
		{"an unknown space", inSpace("nowhere"), "space", Failed, "there is no space nowhere (404)", "--space"},
		{"a space of others", inSpace("secret"), "space", Warning, "may not see the space secret (403)", "access to the space"},
		{"a clock that is ahead", to(serve(t, kibana{ahead: 10 * time.Minute})), "clock", Warning, "of the target is 10m0s ahead", "NTP"},
		{"a clock that is behind", to(serve(t, kibana{ahead: -10 * time.Minute})), "clock", Warning, "of the target is 10m0s behind", "NTP"},
	} {
		t.Run(row.name, func(t *testing.T) {
			report := examine(t, row.config, Options{Reads: reads})
			diagnosed(t, report, row.check, row.state, row.finding, row.remedy)
		})
	}
}

// diagnosed checks that the report names one thing that is not fine, with its
// remedy, and neither secrets nor a second thing.
func diagnosed(t *testing.T, r *Report, id string, state State, finding, remedy string) {
	t.Helper()
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	valid(t, r)
	var odd []Check
	for _, c := range r.Checks {
		if c.State != Fine && (c.State == Failed || state != Failed) {
			odd = append(odd, c)
		}
	}
	if len(odd) != 1 || odd[0].ID != id || odd[0].State != state || !strings.Contains(odd[0].Finding, finding) || !strings.Contains(odd[0].Remedy, remedy) {
		t.Errorf("want %s %s: %s -> %s\ngot %s", state, id, finding, remedy, text.String())
	}
	if r.Usable != (state != Failed) || (r.Problem() == nil) != r.Usable || r.Stopped && r.Usable {
		t.Errorf("usable %v, stopped %v, problem %v", r.Usable, r.Stopped, r.Problem())
	}
	for _, secret := range []string{key, "secret-of-the-key"} {
		if strings.Contains(text.String(), secret) {
			t.Errorf("a secret is in %s", text.String())
		}
	}
}

// valid checks the report as JSON against its published schema.
func valid(t *testing.T, r *Report) {
	t.Helper()
	var doc bytes.Buffer
	if err := r.WriteJSON(&doc); err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(&doc)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema().Validate(value); err != nil {
		t.Error(err)
	}
	for _, c := range r.Checks {
		if (c.State == Fine) != (c.Remedy == "") {
			t.Errorf("%s: %s with the remedy %q", c.ID, c.State, c.Remedy)
		}
	}
}

var schema = sync.OnceValue(func() *jsonschema.Schema { return jsonschema.NewCompiler().MustCompile("report.schema.json") })

// mute speaks TLS and hangs up on everything else, as Node.js does.
func mute(t *testing.T, c tls.Certificate) string {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{c}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func(conn net.Conn) {
				_ = conn.(*tls.Conn).Handshake()
				_ = conn.Close()
			}(conn)
		}
	}()
	return "http://" + l.Addr().String()
}

// Loopback is never proxied, so these ask for a host that only the proxy knows.
func TestBrokenProxies(t *testing.T) {
	refusing := serve(t, says(407, "Proxy-Authenticate", "Basic", ""))
	forbidding := serve(t, says(403, "Content-Type", "text/html", "<html>"))
	for _, row := range []struct{ name, proxy, url, check, finding, remedy string }{
		{"it wants credentials for a tunnel", refusing, "https://kibana.example.test", "proxy", "refuses to connect (407", "NO_PROXY"},
		{"it wants credentials for a request", refusing, "http://kibana.example.test", "proxy", "wants credentials of its own (407)", "http://user:password@proxy"},
		{"it forbids the host", forbidding, "https://kibana.example.test", "proxy", "refuses to connect (403", "NO_PROXY"},
		{"nobody there", "http://127.0.0.1:1", "https://kibana.example.test", "proxy", "the proxy cannot be reached", "HTTPS_PROXY"},
		{"it cannot be resolved", "http://proxy..test:3128", "http://kibana.example.test", "name", "proxy..test cannot be resolved", "HTTPS_PROXY and HTTP_PROXY"},
		{"it is no address", "http://somebody:secret-of-the-key@", "http://kibana.example.test", "settings", "HTTP_PROXY: this is no address of a proxy", "form like"},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, name := range []string{"http_proxy", "https_proxy", "NO_PROXY", "no_proxy"} {
				t.Setenv(name, "")
			}
			t.Setenv("HTTP_PROXY", row.proxy)
			t.Setenv("HTTPS_PROXY", row.proxy)
			report := examine(t, target.Config{BaseURL: row.url, Credentials: target.Credentials{Full: target.APIKey(key)}}, Options{Reads: reads})
			diagnosed(t, report, row.check, Failed, row.finding, row.remedy)
		})
	}
}

func TestAHealthyTargetIsFineThroughout(t *testing.T) {
	url, file := serveTLS(t, newCertificate(t, nil, nil), false, kibana{unprivileged: true, via: "1.1 gate.example.test"})
	config := target.Config{BaseURL: url + "/s/sales", CAFile: file, Credentials: target.Credentials{Full: target.APIKey(key), Unprivileged: target.APIKey(weak)}}
	r := examine(t, config, Options{Reads: reads})
	var ids []string
	valid(t, r)
	for _, c := range r.Checks {
		ids = append(ids, c.ID)
		if c.State != Fine || c.Remedy != "" || c.Finding == "" {
			t.Errorf("%+v", c)
		}
	}
	const want = "connection tls http kibana ready version clock credentials unprivileged space licence between privileges.fleet privileges.lists powerless"
	if got := strings.Join(ids, " "); got != want || !r.Usable || r.Version != "9.1.0" || r.Flavour != "traditional" {
		t.Errorf("got  %s\nwant %s\n%+v", got, want, r)
	}
}

// What a run looks at is the beginning of what doctor looks at.
func TestTheQuickPartLeavesOutWhatARunFindsOutItself(t *testing.T) {
	asked := 0
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked++; kibana{}.ServeHTTP(w, r) }))
	r := examine(t, target.Config{BaseURL: url, Credentials: target.Credentials{Full: target.APIKey(key)}}, Options{Reads: reads, Quick: true})
	if last := r.Checks[len(r.Checks)-1]; last.ID != "credentials" || !r.Usable || asked != 2 {
		t.Errorf("%d requests: %+v", asked, r)
	}
}

func TestPartialPrivilegesNameWhatIsMissing(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kibana{powerless: r.URL.Path == "/api/fleet/things"}.ServeHTTP(w, r)
	}))
	r := examine(t, target.Config{BaseURL: url, Credentials: target.Credentials{Full: target.APIKey(key)}}, Options{Reads: reads})
	diagnosed(t, r, "privileges.fleet", Warning, "reads that are refused (403), 1 of 2: GET /api/fleet/things", "grant fleet-settings-all;")
}

func TestTheKindOfAProblemCanBeAsked(t *testing.T) {
	r := examine(t, target.Config{BaseURL: "http://127.0.0.1:1"}, Options{})
	if err := r.Problem(); !errors.Is(err, target.ErrUnreachable) || !strings.HasPrefix(err.Error(), "http://127.0.0.1:1: ") {
		t.Error(err)
	}
}

// An interrupt is no fault of the target, wherever it comes.
func TestAnInterruptSaysNothingAboutTheTarget(t *testing.T) {
	for _, at := range []string{"/api/status", "/api/fleet/things"} {
		ctx, stop := context.WithCancel(t.Context())
		url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == at {
				stop()
				<-r.Context().Done()
				return
			}
			kibana{}.ServeHTTP(w, r)
		}))
		c, err := target.New(target.Config{BaseURL: url, Credentials: target.Credentials{Full: target.APIKey(key)}, Timeout: 5 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		r := Examine(ctx, c, Options{Reads: reads})
		c.Close()
		valid(t, r)
		last := r.Checks[len(r.Checks)-1]
		if last.ID != "interrupted" || r.Usable || !errors.Is(r.Problem(), target.ErrInterrupted) || !strings.HasPrefix(r.Verdict(), "interrupted") {
			t.Errorf("%s: %+v", at, r)
		}
		for _, c := range r.Checks {
			if c.State == Failed {
				t.Errorf("%s: %+v", at, c)
			}
		}
	}
}

// What a server writes must neither break the lines nor steer the terminal.
func TestTextFromTheTargetIsTamed(t *testing.T) {
	url := serve(t, kibana{status: `{"name":"a\u001b[31m\nb","version":{"number":"9.1.0"},"status":{"overall":{"level":"available"}}}`})
	r := examine(t, target.Config{BaseURL: url, Credentials: target.Credentials{Full: target.APIKey(key)}}, Options{})
	var text, doc bytes.Buffer
	if err := errors.Join(r.WriteText(&text), r.WriteJSON(&doc)); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsRune(text.String(), 0x1b) || strings.Contains(text.String(), "\nb)") {
		t.Errorf("%q", text.String())
	}
	var back Report
	if err := json.Unmarshal(doc.Bytes(), &back); err != nil || back.Schema != SchemaV1 || len(back.Checks) != len(r.Checks) || !back.Usable {
		t.Errorf("%v: %s", err, doc.String())
	}
}

// Through a tunnel the checks are the same, and speak of the target.
func TestThroughATunnel(t *testing.T) {
	named := newCertificate(t, func(c *x509.Certificate) { c.DNSNames = []string{"kibana.example.test"} }, nil)
	url, file := serveTLS(t, named, false, kibana{})
	proxy := serve(t, tunnel(strings.TrimPrefix(url, "https://")))
	for _, name := range []string{"http_proxy", "https_proxy", "HTTP_PROXY", "NO_PROXY", "no_proxy"} {
		t.Setenv(name, "")
	}
	t.Setenv("HTTPS_PROXY", proxy)
	config := target.Config{BaseURL: "https://kibana.example.test", CAFile: file, Credentials: target.Credentials{Full: target.APIKey(key)}}
	r := examine(t, config, Options{Reads: reads})
	if !r.Usable || r.Checks[0].ID != "proxy" || !strings.Contains(r.Checks[0].Finding, proxy) {
		t.Errorf("%+v", r)
	}
	for _, c := range r.Checks {
		if c.State != Fine {
			t.Errorf("%+v", c)
		}
	}
	config.CAFile = ""
	diagnosed(t, examine(t, config, Options{}), "tls", Failed, "certificate of kibana.example.test is signed by itself", "--ca")
	config.CAFile, config.BaseURL = file, "https://search.example.test"
	diagnosed(t, examine(t, config, Options{}), "tls", Failed, "is for kibana.example.test, 127.0.0.1, not for search.example.test", "--target")
}
