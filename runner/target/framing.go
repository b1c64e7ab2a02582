package target

import (
	"bytes"
	"strconv"
)

// framing follows the answers on an HTTP/1 connection just closely enough to
// know where each one ends (RFC 9112, section 6.3). What it does not understand
// it leaves to net/http, and sees no end in it.
type framing struct {
	state frame
	head  []byte // of the answer, or a line within a chunked body
	left  int64  // bytes to come in a body or chunk
	empty bool   // answers to this request have no body (HEAD)
}

type frame int

const (
	frameDone    frame = iota // between an answer and the next request
	frameHead                 // in the status line or the headers
	frameBody                 // in a body of known length
	frameSize                 // in the line that gives the size of a chunk
	frameChunk                // in a chunk, with the line break behind it
	frameTrailer              // in the lines behind the last chunk
	frameOpaque               // no longer followed
)

// maxFollowedHead bounds the copy of an answer head.
const maxFollowedHead = 256 << 10

func (f *framing) done() bool { return f.state == frameDone }

// start is told the first bytes of a request. Anything else, such as the rest of
// a request that was answered early or a proxy's own protocol, is not followed.
func (f *framing) start(request []byte) {
	method, _, ok := bytes.Cut(request[:min(len(request), 32)], []byte(" "))
	f.head, f.empty = f.head[:0], string(method) == "HEAD"
	f.state = frameHead
	if !ok || string(method) == "CONNECT" || bytes.IndexFunc(method, notUpper) >= 0 {
		f.state = frameOpaque
	}
}

func notUpper(r rune) bool { return r < 'A' || r > 'Z' }

// feed follows the bytes and returns how many of them belong to the answer.
func (f *framing) feed(p []byte) int {
	at := 0
	for at < len(p) {
		switch f.state {
		case frameDone:
			return at
		case frameOpaque:
			return len(p)
		case frameBody, frameChunk:
			n := min(f.left, int64(len(p)-at))
			f.left -= n
			at += int(n)
			if f.left == 0 && f.state == frameBody {
				f.state = frameDone
			} else if f.left == 0 {
				f.state, f.head = frameSize, f.head[:0]
			}
		default:
			at += f.line(p[at:])
		}
	}
	return at
}

// line takes bytes up to the end of a line and acts on a complete one.
func (f *framing) line(p []byte) int {
	n := bytes.IndexByte(p, '\n') + 1
	if n == 0 {
		n = len(p)
	}
	f.head = append(f.head, p[:n]...)
	switch {
	case len(f.head) > maxFollowedHead:
		f.state = frameOpaque
	case f.head[len(f.head)-1] != '\n':
	case f.state == frameHead:
		if bytes.HasSuffix(f.head, []byte("\n\r\n")) || bytes.HasSuffix(f.head, []byte("\n\n")) {
			f.headDone()
		}
	case f.state == frameSize:
		f.chunk()
	case len(bytes.TrimSpace(f.head)) == 0: // the empty line that ends the trailers
		f.state = frameDone
	default:
		f.head = f.head[:0]
	}
	return n
}

func (f *framing) chunk() {
	digits, _, _ := bytes.Cut(f.head, []byte(";"))
	size, err := strconv.ParseUint(string(bytes.TrimSpace(digits)), 16, 62)
	f.head = f.head[:0]
	switch {
	case err != nil:
		f.state = frameOpaque
	case size == 0:
		f.state = frameTrailer
	default:
		f.state, f.left = frameChunk, int64(size)+2
	}
}

func (f *framing) headDone() {
	lines := bytes.Split(f.head, []byte("\n"))
	length, chunked, known := int64(-1), false, true
	for _, line := range lines[1:] {
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			n, err := strconv.ParseUint(string(value), 10, 62)
			known = known && err == nil && (length < 0 || length == int64(n))
			length = int64(n)
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			known = known && !chunked && bytes.EqualFold(value, []byte("chunked"))
			chunked = true
		}
	}
	status := statusOf(lines[0])
	f.head = f.head[:0]
	switch {
	case status < 100 || status == 101 || !known:
		f.state = frameOpaque
	case status < 200: // an interim answer: the real one follows
	case f.empty, status == 204, status == 304:
		f.state = frameDone
	case chunked:
		f.state = frameSize
	case length < 0: // until the connection closes
		f.state = frameOpaque
	case length == 0:
		f.state = frameDone
	default:
		f.state, f.left = frameBody, length
	}
}

func statusOf(line []byte) int {
	fields := bytes.Fields(line)
	if len(fields) < 2 || !bytes.HasPrefix(fields[0], []byte("HTTP/1.1")) {
		return 0 // HTTP/1.0 has other rules; not followed
	}
	status, err := strconv.Atoi(string(fields[1]))
	if err != nil {
		return 0
	}
	return status
}
