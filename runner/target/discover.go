package target

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Info is what a target says about itself at /api/status.
type Info struct {
	Version  string // such as "8.18.1", without -SNAPSHOT
	Snapshot bool
	Flavor   string // "traditional" or "serverless"; empty before 8.1
	Name     string // of the server
	UUID     string
	Build    string // hash of the build
	Level    string // available, degraded, unavailable or critical
	Summary  string // why the level is what it is
	Licence  string // signature of the licence; empty while the target knows none

	Clock   time.Duration // how far the clock of the target is ahead; 0 when it does not tell
	Between string        // what the answer says of servers in between; empty for nothing
}

// Why a target cannot be tested. Discover wraps one of them.
var (
	ErrUnreachable = errors.New("target unreachable")
	ErrTLS         = errors.New("TLS refused")
	ErrProxy       = errors.New("proxy refuses")
	ErrNotHTTP     = errors.New("target does not speak HTTP")
	ErrNotKibana   = errors.New("target is not Kibana")
	ErrCredentials = errors.New("credentials refused")
	ErrNotReady    = errors.New("target not ready")
	ErrNoVersion   = errors.New("target hides its version")
	ErrInterrupted = errors.New("interrupted")
)

// DiscoveryError says in one line why a target cannot be tested and what to do.
type DiscoveryError struct {
	Kind     error // one of the errors above
	Target   string
	Finding  string
	Remedy   string
	Exchange recording.Exchange
}

func (e *DiscoveryError) Error() string { return e.Target + ": " + e.Finding + ": " + e.Remedy }

// Unwrap makes errors.Is find the kind.
func (e *DiscoveryError) Unwrap() error { return e.Kind }

// statusPath is answered by every Kibana, to anybody, in one of two shapes: the
// redacted one lacks the version (Kibana API document, operation get-status).
const statusPath = "/api/status"

// nowhere is a path that no Kibana has. Its answer needs authentication (404 with
// it, 401 without), whereas statusPath is answered to wrong credentials as if
// there were none: Kibana source, core/apps/server-internal/src/core_app.ts.
const nowhere = "/api/kbn-conformance/nothing-is-here"

// Discover asks the target what it is, and whether it takes the credentials. What
// it could learn is in Info also beside ErrNoVersion and ErrCredentials.
func Discover(ctx context.Context, c *Client) (Info, error) {
	e := c.Do(ctx, Request{Step: "discover", Path: statusPath, Read: true})
	fail := func(finding, remedy string, kind error) (Info, error) {
		return Info{}, &DiscoveryError{kind, c.Base(), c.redactor.Text(finding), remedy, e}
	}
	if e.Failure != nil {
		remedy, kind := unreachable(e.Failure)
		return fail(e.Failure.Text, remedy, kind)
	}
	body, status := e.Response.Body, e.Response.Status
	if strings.Contains(string(body[:min(len(body), 256)]), "Kibana server is not ready yet") {
		return fail("Kibana is still starting (503)", "wait until it is up and try again", ErrNotReady)
	}
	if (status == http.StatusOK || status == http.StatusServiceUnavailable) && gjson.ValidBytes(body) {
		if info, ok := parseStatus(gjson.ParseBytes(body)); ok {
			info.Licence = e.Response.Header.Get("Kbn-License-Sig")
			info.Clock, info.Between = ahead(e), between(e.Response.Header)
			if c.credentials[Full] != "" {
				if probe := c.Do(ctx, Request{Step: "discover", Path: nowhere, Read: true}); probe.Complete() && probe.Response.Status == http.StatusUnauthorized {
					e = probe
					_, err := fail(misfit(e))
					return info, err
				}
			}
			if info.Version == "" {
				_, err := fail(noVersion(c))
				return info, err
			}
			return info, nil
		}
	}
	return fail(misfit(e))
}

func noVersion(c *Client) (finding, remedy string, kind error) {
	if c.credentials[Full] == "" {
		return "/api/status does not tell the version to strangers", "set credentials, or state the version", ErrNoVersion
	}
	return "/api/status does not tell the version to these credentials", "use some that may read it, or state the version", ErrNoVersion
}

func unreachable(f *recording.Failure) (remedy string, kind error) {
	switch f.Kind {
	case recording.FailedConnect:
		if strings.HasPrefix(f.Text, "TLS: ") {
			return "check the scheme, name the certificate authority, or accept any certificate", ErrTLS
		}
		if strings.HasPrefix(f.Text, "the proxy ") {
			return "check HTTPS_PROXY and HTTP_PROXY with the credentials in them, or take the host out with NO_PROXY", ErrProxy
		}
		return "check the URL, the network and that the server runs", ErrUnreachable
	case recording.FailedProtocol:
		return "check the port, and http:// against https://", ErrNotHTTP
	case recording.FailedCanceled:
		return "start again", ErrInterrupted
	case recording.FailedTooLarge:
		return "check the URL and the base path", ErrNotKibana
	}
	return "check the URL, http:// against https://, and that the server is healthy", ErrUnreachable
}

// misfit explains an answer that is not a status of Kibana.
func misfit(e recording.Exchange) (finding, remedy string, kind error) {
	status := e.Response.Status
	switch {
	case e.Response.Header.Get("X-Elastic-Product") == "Elasticsearch":
		return "this is Elasticsearch", "give the URL of Kibana", ErrNotKibana
	case status == http.StatusProxyAuthRequired:
		return "a proxy in between wants credentials of its own (407)", "put them into HTTP_PROXY, as in http://user:password@proxy.example.test:3128, or take the host out with NO_PROXY", ErrProxy
	case status == http.StatusUnauthorized && len(e.Request.Header["Authorization"]) == 0:
		return "the server wants credentials (401)", "set an API key, or a user and a password", ErrCredentials
	case status == http.StatusUnauthorized:
		return "the server refuses the credentials (401)", "check that the key is in its encoded form, not expired, and of this deployment", ErrCredentials
	case status == http.StatusForbidden:
		return "the server does not permit /api/status (403)", "check the credentials and any proxy before the server", ErrCredentials
	case status == http.StatusServiceUnavailable:
		return "the server is not ready (503)", "wait until it is up and try again", ErrNotReady
	case status == http.StatusBadGateway, status == http.StatusGatewayTimeout:
		return fmt.Sprintf("a proxy does not reach the server (%d)", status), "check that Kibana runs behind it", ErrUnreachable
	case status == http.StatusTooManyRequests:
		return "the server is overloaded (429)", "try again later", ErrNotReady
	case status >= 300 && status < 400:
		return fmt.Sprintf("/api/status redirects to %q (%d)", e.Response.Header.Get("Location"), status), "check the base path and any login proxy", ErrNotKibana
	case status == http.StatusNotFound:
		return "there is no /api/status (404)", "check the URL and the base path", ErrNotKibana
	case status >= 500:
		return fmt.Sprintf("/api/status answers %d", status), "see the log of the server", ErrNotReady
	case status == http.StatusBadRequest && wantsTLS.Match(e.Response.Body):
		return "the port speaks TLS and was asked in plain HTTP", "write https:// instead of http://", ErrNotHTTP
	case strings.Contains(e.Response.Header.Get("Content-Type"), "html"):
		return fmt.Sprintf("/api/status answers with an HTML page (%d)", status), "check the URL, the base path and any login proxy", ErrNotKibana
	}
	return fmt.Sprintf("/api/status answers %d with something that is no status of Kibana", status), "check the URL and the base path", ErrNotKibana
}

// wantsTLS is what servers say in plain text on a port that speaks TLS.
var wantsTLS = regexp.MustCompile(`(?i)plain HTTP request was sent to HTTPS|HTTP request to an HTTPS server|speaking plain HTTP to an SSL`)

// ahead tells how far the clock of the server is ahead of ours when it answered.
// Its answer counts whole seconds, so less than two of them mean nothing.
func ahead(e recording.Exchange) time.Duration {
	date, err := http.ParseTime(e.Response.Header.Get("Date"))
	if err != nil {
		return 0
	}
	skew := date.Add(time.Second / 2).Sub(e.Started.Add(e.Duration / 2)).Round(time.Second)
	if skew.Abs() <= e.Duration/2+2*time.Second {
		return 0
	}
	return skew
}

// between collects the headers by which proxies and gateways make themselves
// known; Kibana itself sends none of them.
func between(h http.Header) string {
	var found []string
	for _, name := range []string{"Via", "Server", "X-Cache", "X-Served-By", "Cf-Ray", "X-Amz-Cf-Id", "X-Cloud-Request-Id", "X-Found-Handling-Cluster"} {
		if value := h.Get(name); value != "" {
			found = append(found, strings.ToLower(name)+": "+value)
		}
	}
	return strings.Join(found, ", ")
}

// parseStatus reads both shapes, and the one of Kibana 7.
func parseStatus(doc gjson.Result) (Info, bool) {
	overall := doc.Get("status.overall")
	level := overall.Get("level")
	if !level.Exists() {
		level = overall.Get("state")
	}
	if level.Type != gjson.String {
		return Info{}, false
	}
	number, snapshot := strings.CutSuffix(doc.Get("version.number").String(), "-SNAPSHOT")
	return Info{
		Version:  number,
		Snapshot: snapshot || doc.Get("version.build_snapshot").Bool(),
		Flavor:   doc.Get("version.build_flavor").String(),
		Name:     doc.Get("name").String(),
		UUID:     doc.Get("uuid").String(),
		Build:    doc.Get("version.build_hash").String(),
		Level:    level.String(),
		Summary:  overall.Get("summary").String(),
	}, true
}
