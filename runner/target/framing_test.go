package target

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestFramingFindsTheEndOfAnAnswer(t *testing.T) {
	const surplus = "surplus"
	for _, row := range []struct{ name, method, answer string }{
		{"a known length", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"},
		{"a length of zero", "POST", "HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n"},
		{"chunks", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n"},
		{"chunks and trailers", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\nC: d\r\n\r\n"},
		{"no body by status", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n"},
		{"no body by method", "HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"},
		{"interim answers", "GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"},
	} {
		t.Run(row.name, func(t *testing.T) {
			for size := 1; size <= len(row.answer)+len(surplus); size++ { // however it is cut into reads
				var f framing
				f.start([]byte(row.method + " / HTTP/1.1\r\n"))
				used := 0
				for rest := []byte(row.answer + surplus); len(rest) > 0; {
					n := min(size, len(rest))
					used += f.feed(rest[:n])
					rest = rest[n:]
				}
				if used != len(row.answer) || !f.done() {
					t.Fatalf("in pieces of %d: %d of %d bytes, state %d", size, used, len(row.answer), f.state)
				}
			}
		})
	}
}

func TestFramingLeavesAloneWhatItDoesNotUnderstand(t *testing.T) {
	for name, answer := range map[string]string{
		"no length":             "HTTP/1.1 200 OK\r\n\r\nabc",
		"HTTP/1.0":              "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nabc",
		"not HTTP":              "SSH-2.0\r\n\r\nabc",
		"a status that is none": "HTTP/1.1 abc\r\n\r\nabc",
		"a switch of protocols": "HTTP/1.1 101 Switching Protocols\r\n\r\nabc",
		"two lengths":           "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nabc",
		"a negative length":     "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc",
		"another coding":        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nabc",
		"a chunk of no size":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc",
		"a head without end":    "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", maxFollowedHead+1),
	} {
		var f framing
		f.start([]byte("GET / HTTP/1.1\r\n"))
		if used := f.feed([]byte(answer)); used != len(answer) || f.state != frameOpaque {
			t.Errorf("%s: %d of %d bytes, state %d", name, used, len(answer), f.state)
		}
	}
	for _, request := range []string{"CONNECT h:443 HTTP/1.1\r\n", "\x05\x01\x00", `{"a": 1}`, ""} {
		var f framing
		if f.start([]byte(request)); f.state != frameOpaque {
			t.Errorf("%q is taken for a request", request)
		}
	}
}

// Where framing sees an end, net/http must see the same one: otherwise a sound
// answer would be called a broken one.
func FuzzFraming(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd"), false)
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a\r\nabc\r\n0\r\nA: b\r\n\r\nx"), false)
	f.Add([]byte("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\nx"), true)
	f.Fuzz(func(t *testing.T, answer []byte, head bool) {
		method := "GET"
		if head {
			method = "HEAD"
		}
		var follow framing
		follow.start([]byte(method + " / HTTP/1.1\r\n"))
		used := follow.feed(answer)
		if !follow.done() {
			return
		}
		in := bufio.NewReader(bytes.NewReader(answer))
		for {
			r, err := http.ReadResponse(in, &http.Request{Method: method})
			if err != nil {
				return // broken for net/http as well
			}
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return
			}
			if r.StatusCode < 100 || r.StatusCode > 199 {
				break
			}
		}
		left, _ := io.ReadAll(in)
		if want := len(answer) - len(left); used != want {
			t.Errorf("%q: framing takes %d bytes, net/http %d", answer, used, want)
		}
	})
}
