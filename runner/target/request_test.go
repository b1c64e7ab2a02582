package target

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestDefaultsOfARequest(t *testing.T) {
	arrived := make(chan *http.Request, 1)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { arrived <- r })
	c := client(t, url, func(c *Config) {
		c.Headers = http.Header{"x-tenant": {"one"}, "Accept": {"*/*"}}
	})
	for _, row := range []struct {
		name string
		r    Request
		want string // headers and their values, absent ones as -
	}{
		{"a read", Request{}, "Accept=*/* X-Tenant=one User-Agent=kbn-conformance/1.2.3 Accept-Encoding=gzip Kbn-Xsrf=- Content-Type=-"},
		{"HEAD and OPTIONS need no kbn-xsrf", Request{Method: "OPTIONS"}, "Kbn-Xsrf=-"},
		{"a write without body", Request{Method: "DELETE"}, "Kbn-Xsrf=true Content-Type=-"},
		{"a write", Request{Method: "POST", Body: []byte("{}")}, "Kbn-Xsrf=true Content-Type=application/json"},
		{"an empty body", Request{Method: "POST", Body: []byte{}}, "Content-Type=application/json"},
		{"other values", Request{Method: "PUT", Body: []byte("x"), Header: http.Header{"content-TYPE": {"application/zip"}, "KBN-XSRF": {"a", "b"}, "X-Tenant": {""}}},
			"Content-Type=application/zip Kbn-Xsrf=a,b X-Tenant="},
		{"removed defaults", Request{Method: "PUT", Body: []byte("x"), Header: http.Header{"content-type": nil, "kbn-xsrf": nil, "accept": nil, "authorization": nil, "accept-encoding": nil, "x-tenant": nil}},
			"Content-Type=- Kbn-Xsrf=- Accept=- Authorization=- Accept-Encoding=- X-Tenant=-"},
		{"another authorization", Request{Header: http.Header{"Authorization": {"Bearer x"}}}, "Authorization=Bearer x"},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.r.Path = "/"
			e := do(t, c, row.r)
			if !e.Complete() {
				t.Fatalf("%+v", e.Failure)
			}
			got := (<-arrived).Header
			for _, pair := range strings.Split(row.want, " ") {
				name, want, ok := strings.Cut(pair, "=")
				if !ok {
					continue
				}
				if want == "Bearer" {
					want = "Bearer x"
				}
				values, present := got[name]
				if value := strings.Join(values, ","); present == (want == "-") || present && value != want {
					t.Errorf("%s arrives as %q", name, values)
				}
				if recorded := e.Request.Header[name]; name != "Authorization" && fmt.Sprint(recorded) != fmt.Sprint(values) {
					t.Errorf("%s arrives as %q and is recorded as %q", name, values, recorded)
				}
			}
		})
	}
}

func TestHostCanBeSet(t *testing.T) {
	arrived := make(chan string, 1)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { arrived <- r.Host })
	do(t, client(t, url), Request{Path: "/", Header: http.Header{"host": {"kibana.example.test"}}})
	if got := <-arrived; got != "kibana.example.test" {
		t.Error(got)
	}
}

func TestARequestThatCannotBeSentIsRefused(t *testing.T) {
	c := client(t, "http://127.0.0.1:0")
	for want, r := range map[string]Request{
		`"GE T" is not a method`:                                           {Method: "GE T"},
		"header X has a value with a control character":                    {Header: http.Header{"X": {"a\r\nb"}}},
		`"X y" is not a header name`:                                       {Header: http.Header{"X y": nil}},
		"header content-length follows from the body and cannot be set":    {Header: http.Header{"content-length": {"1"}}},
		"header Transfer-Encoding follows from the body and cannot be set": {Header: http.Header{"Transfer-Encoding": {"chunked"}}},
	} {
		r.Path = "/"
		if e := do(t, c, r); e.Failure == nil || e.Failure.Kind != recording.FailedRefused || e.Failure.Text != want {
			t.Errorf("%+v, want %s", e.Failure, want)
		}
	}
}

func TestTheBodyArrivesAndIsRecorded(t *testing.T) {
	arrived := make(chan string, 1)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		arrived <- fmt.Sprint(r.ContentLength, " ", string(body[:min(len(body), 5)]), " ", len(body))
	})
	large := []byte(strings.Repeat("x", recording.MaxStoredRequest-10) + key + strings.Repeat("y", 1<<20))
	for _, row := range []struct {
		body []byte
		want string
		kept int
	}{
		{nil, "0  0", 0},
		{[]byte{}, "0  0", 0},
		{[]byte("a\x00\xff"), "3 a\x00\xff 3", 3},
		{large, fmt.Sprint(len(large), " xxxxx ", len(large)), recording.MaxStoredRequest},
	} {
		e := do(t, client(t, url), Request{Method: "POST", Path: "/", Body: row.body})
		if got := <-arrived; got != row.want {
			t.Errorf("%q arrives, want %q", got, row.want)
		}
		if len(e.Request.Body) != row.kept || (e.Request.Body == nil) != (row.body == nil) || e.Request.Size != int64(len(row.body)) {
			t.Errorf("%d of %d bytes recorded", len(e.Request.Body), e.Request.Size)
		}
		if body := string(e.Request.Body); strings.Contains(body, key[:6]) || row.kept > 100 && !strings.HasSuffix(body, recording.Redacted) {
			t.Errorf("a secret across the cut: %s", body[len(body)-20:])
		}
	}
}
