package recording

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

func read(t testing.TB, file string) (Meta, []Exchange) {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	meta, exchanges, err := ReadHAR(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return meta, exchanges
}

func TestChromium(t *testing.T) {
	meta, exchanges := read(t, "chromium.har")
	if meta.Skipped != 1 || len(exchanges) != 2 {
		t.Errorf("%d skipped, %d read", meta.Skipped, len(exchanges))
	}
	first := exchanges[0]
	if got := first.Response.Header.Values("Set-Cookie"); len(got) != 2 || got[1] != "lang=[redacted]; Path=/" {
		t.Errorf("joined headers: %q", got)
	}
	if first.Response.Proto != "HTTP/2.0" || first.Duration != 12345*time.Microsecond {
		t.Errorf("%s %d", first.Response.Proto, first.Duration)
	}
	if gone := exchanges[1]; gone.Response != nil || gone.Failure.Kind != FailedUnrecorded || !strings.Contains(gone.Failure.Text, "ERR_CONNECTION_RESET") {
		t.Errorf("%+v", gone)
	}
}

func TestFirefox(t *testing.T) {
	_, exchanges := read(t, "firefox.har")
	if got := exchanges[0].Response.Header.Values("Warning"); len(got) != 2 || got[0] != "299 one" {
		t.Errorf("%q", got)
	}
	login := exchanges[1]
	if string(login.Request.Body) != "a+b=1%262&c=" {
		t.Errorf("%q", login.Request.Body)
	}
	if login.Complete() || login.Response.Status != 200 || !strings.Contains(login.Failure.Text, "leaves out the body") {
		t.Errorf("a body that was not exported must not be judged: %+v", login.Failure)
	}
}

func TestMitmproxy(t *testing.T) {
	_, exchanges := read(t, "mitmproxy.har")
	if got := exchanges[0].Request.Header; got.Get("Authorization") != "ApiKey [redacted]" || got.Get("kbn-xsrf") != "true" {
		t.Error(got)
	}
	upload := exchanges[1]
	if string(upload.Request.Body) != "PK\x03\x04" || upload.Request.Size != 4 || string(upload.Response.Body) != "\x00\xff\x00\x00" {
		t.Errorf("%+v %+v", upload.Request, upload.Response)
	}
}

// entryFile is a HAR file with a good entry and then the given one.
func entryFile(entry string) string {
	const good = `{"request":{"method":"GET","url":"http://h/"},"response":{"status":200}}`
	return `{"log":{"entries":[` + good + `,` + entry + `]}}`
}

func TestReadHARNamesTheEntryAndTheRemedy(t *testing.T) {
	const answer = `"response":{"status":200,"content":{"text":"{}"}}`
	for _, row := range []struct{ name, entry, want string }{
		{"no request", `{` + answer + `}`, "log.entries[1]: no request: remove the entry"},
		{"no method", `{"request":{"url":"http://h/"},` + answer + `}`, "log.entries[1]: request has no method"},
		{"no URL", `{"request":{"method":"GET"},` + answer + `}`, "log.entries[1]: request has the URL \"\": want an absolute one"},
		{"relative URL", `{"request":{"method":"GET","url":"/api"},` + answer + `}`, "want an absolute one"},
		{"a time that is none", `{"startedDateTime":"yesterday","request":{"method":"GET","url":"http://h/"},` + answer + `}`, `startedDateTime "yesterday": want a time`},
		{"a status that is none", `{"request":{"method":"GET","url":"http://h/"},"response":{"status":200.5}}`, "log.entries[1]: response has the status 200.5"},
		{"a status of the wrong type", `{"request":{"method":"GET","url":"http://h/"},"response":{"status":"200"}}`, "log.entries[1]: json: "},
		{"base64 that is none", `{"request":{"method":"GET","url":"http://h/"},"response":{"status":200,"content":{"text":"*","encoding":"base64"}}}`, "log.entries[1]: response body: illegal base64"},
		{"an encoding nobody knows", `{"request":{"method":"GET","url":"http://h/","postData":{"text":"a","encoding":"rot13"}},` + answer + `}`, `log.entries[1]: request body: unknown encoding "rot13"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, exchanges, err := ReadHAR(strings.NewReader(entryFile(row.entry)))
			if err == nil || !strings.HasPrefix(err.Error(), "recording: ") || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
			if len(exchanges) != 1 {
				t.Errorf("%d exchanges before the error, want 1", len(exchanges))
			}
		})
	}
}

func TestReadHARRefusesOtherFiles(t *testing.T) {
	for _, row := range []struct{ file, want string }{
		{"", "the file is empty"},
		{"[]", "the file is not an object: want a HAR file"},
		{"<html>", "no JSON at byte 0"},
		{"{}", "no log in the file"},
		{`{"log":{}}`, "no entries in log"},
		{`{"log":[]}`, "log is not an object"},
		{`{"log":{"entries":{}}}`, "log.entries is not a list"},
		{`{"log":{"creator":1,"entries":[]}}`, "log.creator"},
		{`{"log":{"_kbnConformance":[],"entries":[]}}`, "log._kbnConformance"},
		{`{"log":{"entries":[x]}}`, "no JSON at byte 19, after 0 whole entries"},
		{`{"log":{"entries":[]]`, "no JSON at byte 20"},
		{`{"log":{"entries"`, "the file ends after 0 whole entries"},
		{`{"log":{"creator":`, "the file ends after 0 whole entries"},
		{`{"lo`, "the file ends after 0 whole entries"},
	} {
		_, _, err := ReadHAR(strings.NewReader(row.file))
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%q: got %v, want %s", row.file, err, row.want)
		}
	}
}

func TestReadHARForgivesWhatIsNotJudged(t *testing.T) {
	for _, row := range []struct {
		name, entry string
		check       func(Exchange) bool
	}{
		{"null members", `{"request":{"method":"GET","url":"http://h/","headers":null,"postData":null},"response":{"status":200,"content":null},"time":null,"timings":null}`,
			func(e Exchange) bool { return e.Complete() && e.Response.Body == nil && e.Request.Body == nil }},
		{"odd types beside what is needed", `{"cache":[],"connection":12,"request":{"method":"GET","url":"http://h/","bodySize":"0"},"response":{"status":200.0,"bodySize":3.0,"headersSize":"x"}}`,
			func(e Exchange) bool { return e.Response.Status == 200 && e.Response.WireSize == 3 }},
		{"duplicate names", `{"request":{"method":"PUT","method":"GET","url":"http://h/"},"response":{"status":200}}`,
			func(e Exchange) bool { return e.Request.Method == "GET" }},
		{"no response", `{"request":{"method":"GET","url":"http://h/"}}`,
			func(e Exchange) bool { return e.Failure.Text == "the recording holds no answer" }},
		{"a body cut by the recorder", `{"request":{"method":"GET","url":"http://h/"},"response":{"status":200,"content":{"text":"{","comment":"Response body truncated"}}}`,
			func(e Exchange) bool { return e.Failure.Kind == FailedUnrecorded && string(e.Response.Body) == "{" }},
		{"a size without a body in an answer to HEAD", `{"request":{"method":"HEAD","url":"http://h/"},"response":{"status":200,"content":{"size":12}}}`, Exchange.Complete},
		{"an offset without colon", `{"startedDateTime":"2026-01-02T03:04:05.000+0000","request":{"method":"GET","url":"http://h/"},"response":{"status":200}}`,
			func(e Exchange) bool { return e.Started.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) }},
		{"a time without end", `{"time":1e300,"request":{"method":"GET","url":"http://h/"},"response":{"status":200}}`,
			func(e Exchange) bool { return e.Duration == 0 }},
		{"a form with files", `{"request":{"method":"POST","url":"http://h/","postData":{"mimeType":"multipart/form-data","params":[{"name":"f"}]}},"response":{"status":200}}`,
			func(e Exchange) bool { return e.Request.Body == nil }},
		{"post data with nothing in it", `{"request":{"method":"POST","url":"http://h/","postData":{}},"response":{"status":200}}`,
			func(e Exchange) bool { return e.Request.Body == nil }},
		{"a large request body", `{"request":{"method":"POST","url":"http://h/","postData":{"text":"` + strings.Repeat("x", MaxStoredRequest+1) + `"}},"response":{"status":200}}`,
			func(e Exchange) bool {
				return e.Request.Size == MaxStoredRequest+1 && len(e.Request.Body) == MaxStoredRequest
			}},
		{"HTTP/3", `{"request":{"method":"GET","url":"http://h/"},"response":{"status":200,"httpVersion":"h3"}}`,
			func(e Exchange) bool { return e.Response.Proto == "HTTP/3.0" }},
		{"an unknown protocol", `{"request":{"method":"GET","url":"http://h/"},"response":{"status":200,"httpVersion":"unknown"}}`,
			func(e Exchange) bool { return e.Response.Proto == "" }},
		{"a comment that only looks like ours", `{"request":{"method":"GET","url":"http://h/","headers":[{"name":"X-A","value":"\u20ac","comment":"latin-1"}]},"response":{"status":200}}`,
			func(e Exchange) bool { return e.Request.Header.Get("X-A") == "\u20ac" }},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, exchanges, err := ReadHAR(strings.NewReader(entryFile(row.entry)))
			if err != nil || len(exchanges) != 2 {
				t.Fatal(len(exchanges), err)
			}
			if !row.check(exchanges[1]) {
				t.Errorf("%+v %+v %+v", exchanges[1], exchanges[1].Response, exchanges[1].Failure)
			}
		})
	}
}

func FuzzReadHAR(f *testing.F) {
	for _, file := range []string{"chromium.har", "firefox.har", "mitmproxy.har"} {
		raw, err := os.ReadFile("testdata/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	meta, exchanges := sample()
	exchanges[4].Request.Body = nil
	f.Add(written(f, meta, exchanges))
	f.Fuzz(func(t *testing.T, raw []byte) {
		meta, exchanges, err := ReadHAR(bytes.NewReader(raw))
		if err != nil {
			return
		}
		// What was read can be written, and reads as the same again.
		_, again, err := ReadHAR(bytes.NewReader(written(t, meta, exchanges)))
		if err != nil || len(again) != len(exchanges) {
			t.Fatal(len(again), len(exchanges), err)
		}
		for i, e := range exchanges {
			e.JSON("a.b")
			e.Curl()
			b := again[i]
			if (e.Response == nil) != (b.Response == nil) || e.Request.URL != b.Request.URL || !bytes.Equal(e.Request.Body, b.Request.Body) {
				t.Errorf("entry %d: %+v became %+v", i, e, b)
			}
			if e.Response != nil && (!bytes.Equal(e.Response.Body, b.Response.Body) || e.Response.Status != b.Response.Status) {
				t.Errorf("entry %d: %+v became %+v", i, e.Response, b.Response)
			}
		}
	})
}

func BenchmarkHAR(b *testing.B) {
	var exchanges []Exchange
	for range 250 {
		exchanges = append(exchanges, Exchange{
			Step: "x", Attempt: 1, Request: Request{Method: "GET", URL: "http://h/api", Header: http.Header{"Accept": {"*/*"}}},
			Response: &Response{Status: 200, Proto: "HTTP/1.1", Header: http.Header{"Content-Type": {"application/json"}}, Body: bytes.Repeat([]byte(`{"a":"b"}`), 500)},
		})
	}
	raw := written(b, Meta{}, exchanges)
	b.Run("write", func(b *testing.B) {
		b.SetBytes(int64(len(raw)))
		for b.Loop() {
			written(b, Meta{}, exchanges)
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(raw)))
		for b.Loop() {
			if _, _, err := ReadHAR(bytes.NewReader(raw)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
