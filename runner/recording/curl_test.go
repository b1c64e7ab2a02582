package recording

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestCurl(t *testing.T) {
	for _, row := range []struct {
		name string
		r    Request
		want string
	}{
		{"a read", Request{Method: "GET", URL: "http://h/a?b=c&d", Header: http.Header{"Accept": {"application/json"}, "Accept-Encoding": {"gzip"}, "User-Agent": {"x"}, "Connection": {"close"}}},
			`curl -sS -i 'http://h/a?b=c&d' -H 'Accept: application/json'`},
		{"the credential", Request{Method: "DELETE", URL: "http://h/a", Header: http.Header{"Accept": {"*/*"}, "Authorization": {"ApiKey [redacted]"}, "Kbn-Xsrf": {"true"}}},
			`curl -sS -i -X DELETE http://h/a -H 'Accept: */*' -H "Authorization: ApiKey $KBN_CONFORMANCE_API_KEY" -H 'Kbn-Xsrf: true'`},
		{"the other credential", Request{Method: "GET", URL: "http://h/", Credential: "unprivileged", Header: http.Header{"Accept": {"*/*"}, "Authorization": {"ApiKey [redacted]"}}},
			`curl -sS -i http://h/ -H 'Accept: */*' -H "Authorization: ApiKey $KBN_CONFORMANCE_UNPRIVILEGED_API_KEY"`},
		{"a user and a password", Request{Method: "GET", URL: "http://h/", Header: http.Header{"Accept": {"*/*"}, "Authorization": {"Basic [redacted]"}}},
			`curl -sS -i http://h/ -H 'Accept: */*' -u "$KBN_CONFORMANCE_USERNAME:$KBN_CONFORMANCE_PASSWORD"`},
		{"a token", Request{Method: "GET", URL: "http://h/", Header: http.Header{"Accept": {"*/*"}, "Authorization": {"Bearer [redacted]"}}},
			`curl -sS -i http://h/ -H 'Accept: */*' -H "Authorization: Bearer $KBN_CONFORMANCE_TOKEN"`},
		{"a key that opens nothing", Request{Method: "GET", URL: "http://h/", Header: http.Header{"Accept": {"*/*"}, "Authorization": {"ApiKey abc"}}},
			`curl -sS -i http://h/ -H 'Accept: */*' -H 'Authorization: ApiKey abc'`},
		{"no headers at all", Request{Method: "POST", URL: "http://h/", Body: []byte("{}"), Size: 2},
			`curl -sS -i -X POST http://h/ -H Accept: -H Content-Type: --data-binary '{}'`},
		{"a body that was shortened", Request{Method: "GET", URL: "http://h/[x]/../y", Header: http.Header{"Accept": {""}}, Body: []byte("a"), Size: 9},
			`curl -sS --globoff --path-as-is -i -X GET 'http://h/[x]/../y' -H 'Accept;' -H Content-Type: --data-binary a # only the first 1 of 9 body bytes were recorded`},
		{"HEAD", Request{Method: "HEAD", URL: "http://h/"}, `curl -sS --head http://h/ -H Accept:`},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := (Exchange{Request: row.r}).Curl(); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

// curlSent runs the line in a POSIX shell and returns what arrived.
func curlSent(t *testing.T, r Request) (*http.Request, []byte) {
	t.Helper()
	for _, tool := range []string{"sh", "curl", "base64"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: the line cannot be tried out", tool)
		}
	}
	type arrived struct {
		r    *http.Request
		body []byte
	}
	requests := make(chan arrived, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests <- arrived{r, body}
	}))
	defer server.Close()
	r.URL, r.Size = server.URL+r.URL, int64(len(r.Body))
	command := exec.Command("sh", "-c", (Exchange{Request: r}).Curl())
	command.Env = append(command.Environ(), "KBN_CONFORMANCE_API_KEY=k3y=", "KBN_CONFORMANCE_USERNAME=elastic", "KBN_CONFORMANCE_PASSWORD=pass word", "NO_PROXY=*")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, command, out)
	}
	got := <-requests
	return got.r, got.body
}

func TestCurlSendsTheSameRequest(t *testing.T) {
	for _, row := range []struct{ name, method, path, body string }{
		{"text", "POST", "/a?x=1", `{"a":"b"}`},
		{"quotes and dollars", "PUT", "/a", `it's "$HOME" ` + "`id` \\n !x %s"},
		{"lines", "POST", "/a", "one\ntwo\n"},
		{"bytes", "POST", "/a", "PK\x03\x04\x00\xff\r\n"},
		{"what looks like a file name", "POST", "/a", "@/etc/hostname"},
		{"an empty body", "POST", "/a", ""},
		{"characters that curl expands", "GET", "/a/%5B[1-3]{x,y}?q='%27&r=$x", ""},
		{"dots", "GET", "/a/../b/./c", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := Request{Method: row.method, URL: row.path, Header: http.Header{
				"Accept": {"application/json"}, "Content-Type": {"application/json"}, "Kbn-Xsrf": {"it's"}, "X-Empty": {""},
				"X-Two": {"a", "b"}, "Authorization": {"ApiKey [redacted]"},
			}}
			if row.method != "GET" {
				r.Body = []byte(row.body)
			}
			got, body := curlSent(t, r)
			if got.Method != row.method || got.RequestURI != row.path || !bytes.Equal(body, []byte(row.body)) {
				t.Errorf("%s %s %q", got.Method, got.RequestURI, body)
			}
			h := got.Header
			if h.Get("Authorization") != "ApiKey k3y=" || h.Get("Kbn-Xsrf") != "it's" || !slices.Equal(h["X-Two"], []string{"a", "b"}) ||
				!slices.Equal(h["X-Empty"], []string{""}) || !slices.Equal(h["Content-Type"], []string{"application/json"}) {
				t.Error(h)
			}
		})
	}
}

func TestCurlSendsUserAndPassword(t *testing.T) {
	got, _ := curlSent(t, Request{Method: "GET", URL: "/", Header: http.Header{"Authorization": {"Basic [redacted]"}}})
	if user, password, _ := got.BasicAuth(); user != "elastic" || password != "pass word" {
		t.Error(user, password)
	}
	if len(got.Header["Accept"]) > 0 {
		t.Error("curl added a header that the request lacked:", got.Header)
	}
}

func TestCurlIsOneLineUnlessTheBodyIsNot(t *testing.T) {
	line := Exchange{Request: Request{Method: "GET", URL: "http://h/\n"}}.Curl()
	if !strings.HasPrefix(line, "curl ") {
		t.Error(line)
	}
}
