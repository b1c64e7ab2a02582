package hostile

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// behaviour is what a server does with a connection on which a request was read.
// It ends when a write fails, since the program hangs up sooner or later.
type behaviour struct {
	name string
	do   func(net.Conn)
	args []string // of the run, where its own limits would take too long
}

const (
	head   = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nkbn-name: x\r\n"
	error4 = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=utf-8\r\n"
)

func says(text string) func(net.Conn) { return func(c net.Conn) { _, _ = io.WriteString(c, text) } }

// whole is an answer with a body of known length.
func whole(head, body string) func(net.Conn) {
	return says(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(body), body))
}

// repeats writes a beginning, and then the same again and again.
func repeats(begin, again string, pause time.Duration) func(net.Conn) {
	return func(c net.Conn) {
		_, err := io.WriteString(c, begin)
		for err == nil {
			time.Sleep(pause)
			_, err = io.WriteString(c, again)
		}
	}
}

// bomb is 1 GiB of blanks, packed.
func bomb() string {
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	blanks := bytes.Repeat([]byte(" "), 1<<20)
	for range 1024 {
		_, _ = z.Write(blanks)
	}
	_ = z.Close()
	return packed.String()
}

func message(text string) string {
	return `{"statusCode":400,"error":"Bad Request","message":"` + text + `"}`
}

// behaviours lists what a hostile, or only a broken, server may do.
func behaviours() []behaviour {
	kib := strings.Repeat("x", 1024)
	big := "[" + strings.TrimSuffix(strings.Repeat("[],", 7<<20/3), ",") + "]"
	object := "{" + strings.TrimSuffix(strings.Repeat(`"a":1,`, 1<<20), ",") + "}"
	soon := []string{"--max-time", "3s"}
	return []behaviour{
		{"a chunked body without end", repeats(head+"Transfer-Encoding: chunked\r\n\r\n", "400\r\n"+kib+"\r\n", 0), nil},
		{"a body without length or end", repeats(head+"\r\n[", kib, 0), nil},
		{"a body of 2 GiB", repeats(head+"Content-Length: 2147483648\r\n\r\n[", kib, 0), nil},
		{"a gzip bomb", whole(head+"Content-Encoding: gzip\r\n", bomb()), nil},
		{"a body that says gzip and is none", whole(head+"Content-Encoding: gzip\r\n", "{}"), nil},
		{"an unknown coding", whole(head+"Content-Encoding: br\r\n", "{}"), nil},
		{"a million headers", repeats(head, "x-y: z\r\n", 0), nil},
		{"a header without end", repeats(head+"x: ", kib, 0), nil},
		{"interim answers without end", repeats("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0), nil},
		{"a chunk extension without end", repeats(head+"Transfer-Encoding: chunked\r\n\r\n1;", kib, 0), nil},
		{"trailers without end", repeats(head+"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", "x-y: z\r\n", 0), nil},
		{"a body byte by byte", repeats(head+"Content-Length: 100000\r\n\r\n", " ", 50*time.Millisecond), nil},
		{"a head byte by byte", repeats("HTTP/1.1 200 OK\r\nx: ", "y", 50*time.Millisecond), nil},
		{"silence", func(net.Conn) { time.Sleep(3 * time.Second) }, nil},
		{"a closed connection", func(net.Conn) {}, nil},
		{"a redirect to itself", says("HTTP/1.1 302 Found\r\nLocation: /api/lists/_find\r\nContent-Length: 0\r\n\r\n"), nil},
		{"a redirect elsewhere", says("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"), nil},
		{"another protocol", says("SSH-2.0-OpenSSH_9.6\r\n"), nil},
		{"bytes without sense", says(strings.Repeat("\x00\xff\x1b[2J", 4096)), nil},
		{"an HTTP/2 frame", says("\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"), nil},
		{"a switch of protocols", says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), nil},
		{"escapes in messages", whole(error4, message(`\u001b[2J\u001b]0;owned\u0007\u0000\u009b31m`)), nil},
		{"escapes in headers and reason", says("HTTP/1.1 400 \x1b[31mBad\r\nContent-Type: \x1b[2J\r\nContent-Length: 0\r\n\r\n"), nil},
		{"a script in messages", whole(error4, message(`</script><script>alert(1)</script><img src=x onerror=alert(1)>]]>`)), nil},
		{"a script as the body", whole("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "<script>alert(1)</script>]]><![CDATA["), nil},
		{"markdown in messages", whole(error4, message(`|](http://x)\n\n# owned\n`+"```")), nil},
		{"nesting without end", whole(head, strings.Repeat("[", 1<<20)), nil},
		{"nesting that closes", whole(head, strings.Repeat(`{"a":`, 1<<18)+"1"+strings.Repeat("}", 1<<18)), nil},
		{"two million arrays", whole(head, big), nil},
		{"a million equal keys", whole(head, object), nil},
		{"a number of a million digits", whole(head, `{"page":`+strings.Repeat("9", 1<<20)+`}`), nil},
		{"a number beyond every range", whole(head, `{"page":1e999999999,"per_page":-1e-999999999}`), nil},
		{"no text at all", whole(head, "\xef\xbb\xbf{\"a\":\"\xff\xfe\x00\"}"), nil},
		{"ten thousand cookies", says(head + strings.Repeat("Set-Cookie: a=b; Path=/\r\n", 10000) + "Content-Length: 2\r\n\r\n{}"), nil},
		{"come back in an hour", whole("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3600\r\n", "{}"), soon},
		{"come back in a minute, for ever", whole("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\n", "{}"), soon},
		{"come back in a minute, all of you", whole("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 60\r\n", "{}"), soon},
		{"answers behind the answer", says(strings.Repeat(head+"Content-Length: 2\r\n\r\n{}", 100)), nil},
	}
}
