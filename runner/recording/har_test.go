package recording

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/har"
	"github.com/go-json-experiment/json"
)

func sample() (Meta, []Exchange) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 123456789, time.UTC)
	request := func(method, url string, body []byte) Request {
		return Request{Method: method, URL: url, Header: http.Header{"Accept": {"application/json"}}, Body: body, Size: int64(len(body)), Credential: "full"}
	}
	meta := Meta{
		Tool: "kbn-conformance", Version: "0.1.0", Run: "r1", Seed: -42, Target: "http://127.0.0.1:5601/kbn",
		Contract: "kibana 8.18.1", Config: map[string]string{"mode": "read", "level": "required"}, Digest: "sha256:0", Begun: at, Lasted: 90 * time.Millisecond,
		Server:      Server{Version: "9.1.0", Flavour: "traditional", Name: "kibana", Reference: true},
		Unsent:      map[string]Unsent{"roles.delete.gone": {Blocked: "a was answered 500"}, "lists.find.page": {Lacking: "there are no lists"}},
		Undo:        Account{Planned: 2, Done: 1, Leftovers: []Leftover{{"roles.delete.gone", "DELETE", "/api/x", "answered 500"}}},
		Interrupted: []string{"the run was interrupted"}, Conditions: []string{"the target does not tell its version"},
		Expected: []Expected{{"roles.delete.gone", "status-unexpected", "known", "me", "2030-01-31", "<9.2.0", "expected.yaml:1"}},
	}
	long := request("POST", "http://h/long", bytes.Repeat([]byte("x"), MaxStoredRequest))
	long.Size = 100 << 20
	return meta, []Exchange{
		{
			Step: "spaces.get.ok", Attempt: 2, Started: at, Duration: 1234567 * time.Nanosecond, Resent: 2, Dropped: 1,
			Request: request("GET", "http://h/api/x?a=%20b&c&c=2", nil),
			Response: &Response{
				Status: 200, Reason: "OK", Proto: "HTTP/1.1", Body: []byte("{\"a\":\"\u2028<b>\\ud800\"}\n"), Decoded: "gzip", WireSize: 12,
				Header: http.Header{"Warning": {"299 b", "299 a"}, "X-Latin": {"caf\xe9"}, "X-Empty": {""}, "Content-Type": {"application/json"}},
			},
		},
		{
			Step: "absent body", Attempt: 1, Started: at, Request: request("HEAD", "http://h/", nil),
			Response: &Response{Status: 204, Proto: "HTTP/2.0", Header: http.Header{}},
		},
		{
			Step: "empty body", Attempt: 1, Started: at, Request: request("POST", "http://h/", []byte{}),
			Response: &Response{Status: 200, Reason: "OK", Proto: "HTTP/1.1", Header: http.Header{}, Body: []byte{}},
		},
		{
			Step: "bytes", Attempt: 1, Started: at, Request: request("POST", "http://h/", []byte("PK\x03\x04\xff\x00")),
			Response: &Response{Status: 500, Reason: "Oh \u00ab", Proto: "HTTP/1.1", Header: http.Header{}, Body: []byte("\xef\xbb\xbf\x80\r\n"), WireSize: 6},
		},
		{
			Step: "cut", Attempt: 1, Started: at, Request: long,
			Response: &Response{Status: 200, Proto: "HTTP/1.1", Header: http.Header{"Content-Length": {"100"}}, Body: []byte(`{"a"`), WireSize: 4},
			Failure:  &Failure{FailedCut, "the connection ended"},
		},
		{Step: "none", Attempt: 1, Started: at, Request: request("GET", "http://h", nil), Failure: &Failure{FailedConnect, "refused"}},
	}
}

func written(t testing.TB, meta Meta, exchanges []Exchange) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteHAR(&out, meta, exchanges); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestHARRoundTripLosesNothing(t *testing.T) {
	meta, exchanges := sample()
	gotMeta, got, err := ReadHAR(bytes.NewReader(written(t, meta, exchanges)))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(gotMeta, meta) {
		t.Errorf("got  %+v\nwant %+v", gotMeta, meta)
	}
	if len(got) != len(exchanges) {
		t.Fatalf("%d exchanges, want %d", len(got), len(exchanges))
	}
	for i, want := range exchanges {
		if !reflect.DeepEqual(got[i], want) {
			t.Errorf("%s:\ngot  %+v %+v\nwant %+v %+v", want.Step, got[i], got[i].Response, want, want.Response)
		}
	}
}

func TestHARIsReadableByOthers(t *testing.T) {
	meta, exchanges := sample()
	exchanges[0].Response.Body = []byte("{}")
	var document har.HAR
	if err := json.Unmarshal(written(t, meta, exchanges), &document); err != nil {
		t.Fatal(err)
	}
	log := document.Log
	if log.Version != "1.2" || log.Creator.Name != "kbn-conformance" || len(log.Entries) != len(exchanges) {
		t.Errorf("%+v", log)
	}
	first := log.Entries[0]
	if first.Request.HTTPVersion != "HTTP/1.1" || len(first.Request.QueryString) != 3 || first.Request.QueryString[0].Value != " b" ||
		string(first.Response.Content.Text) != "{}" || first.Response.BodySize != 12 || *first.Response.Content.Compression != -10 || first.Time != 1.234567 {
		t.Errorf("%+v %+v", first.Request, first.Response)
	}
	if body := log.Entries[3].Response.Content; body.Encoding != "base64" || string(body.Text) != "\xef\xbb\xbf\x80\r\n" {
		t.Errorf("%+v", body)
	}
	if none := log.Entries[5].Response; none == nil || none.Status != 0 || none.Headers == nil {
		t.Errorf("%+v", none)
	}
}

func TestHARIsTheSameEachTime(t *testing.T) {
	meta, exchanges := sample()
	first := written(t, meta, exchanges)
	for range 10 {
		if !bytes.Equal(first, written(t, meta, exchanges)) {
			t.Fatal("two writings differ")
		}
	}
}

func TestHAROfNothing(t *testing.T) {
	meta, exchanges, err := ReadHAR(bytes.NewReader(written(t, Meta{Tool: "x"}, nil)))
	if err != nil || len(exchanges) != 0 || !reflect.DeepEqual(meta, Meta{Tool: "x"}) {
		t.Error(meta, exchanges, err)
	}
}

func TestHARCutShortGivesWhatIsThere(t *testing.T) {
	meta, exchanges := sample()
	whole := written(t, meta, exchanges)
	entriesBefore := func(size int) int { // entries end with their line
		return min(max(bytes.Count(whole[:size], []byte("\n"))-1, 0), len(exchanges))
	}
	for size := 0; size < len(whole)-1; size += 97 {
		gotMeta, got, err := ReadHAR(bytes.NewReader(whole[:size]))
		if err == nil {
			t.Fatalf("%d of %d bytes: no error", size, len(whole))
		}
		if want := entriesBefore(size); len(got) < want || len(got) > want+1 {
			t.Errorf("%d bytes: %d exchanges, want about %d", size, len(got), want)
		}
		if len(got) > 0 && (gotMeta.Run != "r1" || !strings.Contains(err.Error(), "whole entr")) {
			t.Errorf("%d bytes: %+v, %v", size, gotMeta, err)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteHARReportsAFullDisk(t *testing.T) {
	meta, exchanges := sample()
	for _, list := range [][]Exchange{exchanges, nil} {
		if err := WriteHAR(brokenWriter{}, meta, list); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Error(err)
		}
	}
	meta.Config["mode"] = "\xff"
	if err := WriteHAR(io.Discard, meta, nil); err == nil || !strings.Contains(err.Error(), "head") {
		t.Error("invalid text in the configuration:", err)
	}
	exchanges[0].Step = "\xff"
	meta.Config = nil
	if err := WriteHAR(io.Discard, meta, exchanges); err == nil || !strings.Contains(err.Error(), "entry 0") {
		t.Error("invalid text in a step:", err)
	}
}

func TestReadHAROfOtherPrograms(t *testing.T) {
	files, err := filepath.Glob("testdata/*.har")
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			in, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			meta, exchanges, err := ReadHAR(in)
			if err != nil {
				t.Fatal(err)
			}
			if meta.Tool == "" || meta.Run != "" || len(exchanges) == 0 {
				t.Error(meta, len(exchanges))
			}
			first := exchanges[0]
			if first.Path() != "/api/status?v8format=true" || first.Response.Status != 200 || first.JSON("name").String() != "kibana" ||
				first.Response.Header.Get("Kbn-Name") != "kibana" || first.Started.IsZero() || first.Duration <= 0 {
				t.Errorf("%+v %+v", first, first.Response)
			}
			for _, e := range exchanges {
				for name := range e.Request.Header {
					if strings.HasPrefix(name, ":") {
						t.Errorf("pseudo header %s", name)
					}
				}
				if cookie := e.Request.Header.Get("Cookie"); cookie != "" && cookie != "sid="+Redacted {
					t.Errorf("cookie %s", cookie)
				}
			}
		})
	}
}
