package target

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// counting is a server that counts what arrives.
func counting(t *testing.T) (url string, arrived *atomic.Int32) {
	arrived = new(atomic.Int32)
	return serve(t, func(http.ResponseWriter, *http.Request) { arrived.Add(1) }), arrived
}

// unsent reports whether the guard refused, with a text that holds the words.
func unsent(e recording.Exchange, words string) bool {
	return e.Response == nil && e.Failure != nil && e.Failure.Kind == recording.FailedRefused && strings.Contains(e.Failure.Text, words)
}

func TestReadOnlyRefusesWhatIsNotDeclaredARead(t *testing.T) {
	url, arrived := counting(t)
	for _, mode := range []Mode{Read, ""} {
		c := client(t, url, func(c *Config) { c.Mode = mode })
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PURGE"} {
			if e := do(t, c, Request{Method: method, Path: "/", Body: []byte("{}")}); !unsent(e, "not declared as a read") {
				t.Errorf("%s: %+v", method, e)
			}
		}
		if c.Stats() != (Stats{}) || arrived.Load() != 0 {
			t.Errorf("the network was touched: %+v", c.Stats())
		}
	}
}

// A fixture may declare what it likes: only what is a read leaves.
func TestReadOnlyRefusesWhatOnlyClaimsToRead(t *testing.T) {
	url, arrived := counting(t)
	c := client(t, url, func(c *Config) { c.Mode, c.SafePosts = Read, []string{"/api/things/_search", "/api/{kind}/_count"} })
	for name, r := range map[string]Request{
		"POST":                       {Method: "POST", Path: "/api/things"},
		"PUT":                        {Method: "PUT", Path: "/api/things/a"},
		"DELETE":                     {Method: "DELETE", Path: "/api/things/a"},
		"a method of its own":        {Method: "PURGE", Path: "/api/things/a"},
		"get, which is not GET":      {Method: "get", Path: "/api/things/a"},
		"GET with a body":            {Method: "GET", Path: "/api/things", Body: []byte("DELETE /api/things/a HTTP/1.1\r\n\r\n")},
		"an override in a header":    {Path: "/api/things/a", Header: http.Header{"x-http-method-override": {"DELETE"}}},
		"another one":                {Path: "/api/things/a", Header: http.Header{"X-HTTP-Method": {"DELETE"}}},
		"a rewritten path":           {Path: "/api/things/a", Header: http.Header{"x-original-url": {"/api/things/a/delete"}}},
		"an override in the query":   {Path: "/api/things/a?_method=DELETE"},
		"an escaped override":        {Path: "/api/things/a?x=1&%5Fmethod=delete"},
		"a console that passes on":   {Path: "/api/console/proxy?path=a&method=DELETE"},
		"a path that says delete":    {Path: "/api/things/delete?id=a"},
		"an escaped delete":          {Path: "/api/things/%64elete"},
		"an index API":               {Path: "/things/_delete_by_query"},
		"a path that leads up":       {Method: "POST", Path: "/api/things/../things/_search"},
		"a line end in the path":     {Path: "/api/things%0d%0aDELETE%20/a"},
		"the way out of the session": {Path: "/api/security/logout"},
		"POST beside a safe one":     {Method: "POST", Path: "/api/things/_search/a"},
		"PUT to a safe POST":         {Method: "PUT", Path: "/api/things/_search"},
		"a safe POST in disguise":    {Method: "POST", Path: "/api/things/_search", Header: http.Header{"x-http-method-override": {"DELETE"}}},
		"two segments for one":       {Method: "POST", Path: "/api/a/b/_count"},
		"an escaped segment":         {Method: "POST", Path: "/api/a%2Fb/_count"},
		"no segment":                 {Method: "POST", Path: "/api//_count"},
	} {
		r.Read = true
		if e := do(t, c, r); !unsent(e, "not sent: the run is read-only") {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if c.Stats() != (Stats{}) || arrived.Load() != 0 {
		t.Errorf("the network was touched: %+v", c.Stats())
	}
	for _, r := range []Request{
		{Path: "/api/things?page=1"}, {Method: "HEAD", Path: "/"}, {Method: "OPTIONS", Path: "/"}, {Path: "/api/things/%zz"}, {Path: "/api/../x"}, {Path: "//x"},
		{Method: "POST", Path: "/api/things/_search?size=1", Body: []byte("{}")}, {Method: "POST", Path: "/s/one/api/things/_search"},
		{Method: "POST", Path: "/api/things/_count"}, {Path: "/api/deleted_things/undelete"},
	} {
		r.Read = true
		if e := do(t, c, r); !e.Complete() {
			t.Errorf("%s %s is a read: %+v", r.Method, r.Path, e.Failure)
		}
	}
}

func TestASafePostIsNarrow(t *testing.T) {
	for _, path := range []string{"", "api/x", "/api/*", "/api/{id}", "/api/x?a=b", "/api/%78"} {
		if _, err := New(Config{BaseURL: "http://127.0.0.1:0", SafePosts: []string{path}}); err == nil || !strings.Contains(err.Error(), "ends in a word") {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// vouchers says of every request what it says.
type vouchers struct{ err error }

func (v vouchers) Vouch(Request) error { return v.err }

func TestWriteModeSendsWhatIsVouchedFor(t *testing.T) {
	url, arrived := counting(t)
	c := client(t, url)
	theirs := errors.New("somebody else's")
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "PURGE"} {
		for _, read := range []bool{false, true} { // a false declaration does not help
			r := Request{Method: method, Path: "/", Read: read}
			if e := c.Do(t.Context(), r); !unsent(e, "nobody vouches") {
				t.Errorf("%s: %+v", method, e)
			}
			r.Owner = vouchers{theirs}
			if e := c.Do(t.Context(), r); !unsent(e, "not sent: somebody else's") {
				t.Errorf("%s: %+v", method, e)
			}
		}
	}
	if e := c.Do(t.Context(), Request{Path: "/", Header: http.Header{"x-http-method": {"PUT"}}}); !unsent(e, "asks for something else") {
		t.Errorf("%+v", e)
	}
	if c.Stats() != (Stats{}) || arrived.Load() != 0 {
		t.Errorf("the network was touched: %+v", c.Stats())
	}
	for _, r := range []Request{{Method: "DELETE", Path: "/", Owner: vouchers{}}, {Path: "/"}, {Path: "/", Read: true}} {
		if e := c.Do(t.Context(), r); !e.Complete() {
			t.Errorf("%s: %+v", r.Method, e.Failure)
		}
	}
}

// A GET whose path names a deed is a write like others: vouched for, and never
// declared a read.
func TestADeedInThePathIsAWrite(t *testing.T) {
	url, arrived := counting(t)
	c := client(t, url)
	for want, r := range map[string]Request{
		"nobody vouches":                            {},
		"not sent: somebody else's":                 {Owner: vouchers{errors.New("somebody else's")}},
		"claims to be a GET, but its path says":     {Owner: vouchers{}, Read: true},
		"claims to be a GET, but the query key":     {Owner: vouchers{}, Path: "/api/things/enable?_method=PUT"},
		"claims to be a OPTIONS, but its path says": {Owner: vouchers{}, Method: "OPTIONS", Read: true},
	} {
		if r.Path == "" {
			r.Path = "/api/things/enable"
		}
		if e := c.Do(t.Context(), r); !unsent(e, want) {
			t.Errorf("want %q: %+v", want, e.Failure)
		}
	}
	if arrived.Load() != 0 {
		t.Error("the network was touched")
	}
	if e := c.Do(t.Context(), Request{Path: "/api/things/enable", Owner: vouchers{}}); !e.Complete() || arrived.Load() != 1 {
		t.Errorf("vouched for: %+v", e.Failure)
	}
}

// A request made by hand goes nowhere either: the guard sits before the transport.
func TestTheGuardRefusesARequestWithoutMark(t *testing.T) {
	sent := false
	next := roundTripper(func(*http.Request) (*http.Response, error) {
		sent = true
		return httptest.NewRecorder().Result(), nil
	})
	request := httptest.NewRequest("GET", "http://127.0.0.1/", nil)
	for mode, want := range map[Mode]error{Read: errReadOnly, "": errReadOnly, "rw": errReadOnly, Write: errNobody} {
		if _, err := (guard{mode: mode, next: next}).RoundTrip(request); err != want || sent {
			t.Errorf("%q: %v", mode, err)
		}
	}
	read := request.WithContext(asking(t.Context(), Request{Method: "GET", Read: true}))
	if _, err := (guard{mode: Read, next: next}).RoundTrip(read); err != nil || !sent {
		t.Error("a marked request is not sent:", err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
