package target

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func zipped(t testing.TB, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestGzip(t *testing.T) {
	sound := zipped(t, []byte(`{"a":"b"}`))
	for _, row := range []struct {
		name, coding string
		body         []byte
		want         string
		decoded      string
		kind         recording.FailureKind
	}{
		{"sound", "gzip", sound, `{"a":"b"}`, "gzip", ""},
		{"under its old name", "X-GZIP", sound, `{"a":"b"}`, "gzip", ""},
		{"not said to be", "", sound, string(sound), "", ""},
		{"of another coding", "br", []byte("??"), "??", "", ""},
		{"of nothing", "gzip", nil, "", "", ""},
		{"that is none", "gzip", []byte(`{"a":"b"}`), `{"a":"b"}`, "", recording.FailedProtocol},
		{"damaged", "gzip", append(append([]byte{}, sound[:len(sound)-8]...), "12345678"...), `{"a":"b"}`, "gzip", recording.FailedProtocol},
		{"cut short", "gzip", sound[:len(sound)-9], `{"a":"b"}`, "gzip", recording.FailedProtocol},
		{"with bytes behind it", "gzip", append(append([]byte{}, sound...), '!'), `{"a":"b"}`, "gzip", recording.FailedProtocol},
	} {
		t.Run(row.name, func(t *testing.T) {
			url := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if row.coding != "" {
					w.Header().Set("Content-Encoding", row.coding)
				}
				w.Write(row.body)
			})
			e := do(t, client(t, url), Request{Path: "/"})
			if string(e.Response.Body) != row.want || e.Response.Decoded != row.decoded || e.Response.WireSize != int64(len(row.body)) ||
				e.Response.Header.Get("Content-Encoding") != row.coding {
				t.Errorf("%+v %q", e.Response, e.Response.Body)
			}
			if (e.Failure == nil) != (row.kind == "") || e.Failure != nil && (e.Failure.Kind != row.kind || !strings.Contains(e.Failure.Text, "says that it is gzip")) {
				t.Errorf("%+v", e.Failure)
			}
		})
	}
}

func TestAGzipBombStopsAtTheLimit(t *testing.T) {
	bomb := zipped(t, make([]byte, 64<<20))
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb)
	})
	e := do(t, client(t, url, func(c *Config) { c.MaxBody = 1 << 20 }), Request{Path: "/"})
	if e.Failure == nil || e.Failure.Kind != recording.FailedTooLarge || len(e.Response.Body) != 1<<20 || e.Response.WireSize != int64(len(bomb)) {
		t.Errorf("%+v, %d bytes", e.Failure, len(e.Response.Body))
	}
}

func TestABodyOfExactlyTheLimitIsWhole(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 1000)) })
	for limit, whole := range map[int64]bool{999: false, 1000: true, 1001: true} {
		e := do(t, client(t, url, func(c *Config) { c.MaxBody = limit }), Request{Path: "/"})
		if e.Complete() != whole || int64(len(e.Response.Body)) != min(limit, 1000) {
			t.Errorf("limit %d: %d bytes, %+v", limit, len(e.Response.Body), e.Failure)
		}
	}
}
