package target

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestReadOnlyRefusesWhatIsNotDeclaredARead(t *testing.T) {
	var arrived atomic.Int32
	url := serve(t, func(http.ResponseWriter, *http.Request) { arrived.Add(1) })
	for _, mode := range []Mode{Read, ""} {
		c := client(t, url, func(c *Config) { c.Mode = mode })
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PURGE"} {
			e := do(t, c, Request{Method: method, Path: "/", Body: []byte("{}")})
			if e.Response != nil || e.Failure == nil || e.Failure.Kind != recording.FailedRefused || !strings.Contains(e.Failure.Text, "read-only") {
				t.Errorf("%s: %+v", method, e)
			}
		}
		if c.Stats() != (Stats{}) || arrived.Load() != 0 {
			t.Errorf("the network was touched: %+v", c.Stats())
		}
		if e := do(t, c, Request{Method: "POST", Path: "/", Read: true}); !e.Complete() {
			t.Errorf("a declared read: %+v", e.Failure)
		}
		arrived.Store(0)
	}
}

func TestWriteModeSendsAll(t *testing.T) {
	url := serve(t, func(http.ResponseWriter, *http.Request) {})
	if e := do(t, client(t, url), Request{Method: "DELETE", Path: "/"}); !e.Complete() {
		t.Errorf("%+v", e.Failure)
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
	for _, mode := range []Mode{Read, "", "rw"} {
		if _, err := (guard{mode, next}).RoundTrip(request); err != errReadOnly || sent {
			t.Errorf("%q: %v", mode, err)
		}
	}
	if _, err := (guard{Read, next}).RoundTrip(request.WithContext(markRead(t.Context()))); err != nil || !sent {
		t.Error("a marked request is not sent:", err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
