package target

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
)

// watched is an HTTP/1 connection on which two things become visible that
// net/http hides: bytes after the end of an answer, and an answer that came
// while the request was still being written.
type watched struct {
	net.Conn
	closed chan struct{}
	close  sync.Once

	mu     sync.Mutex
	answer framing
	extra  int  // bytes after the end of the last answer
	ended  bool // the server has closed its side
}

func watch(conn net.Conn) *watched { return &watched{Conn: conn, closed: make(chan struct{})} }

// excess is an error when the server sent more than its answer announced.
func (w *watched) excess() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.extra > 0 {
		return excessError(w.extra)
	}
	return nil
}

type excessError int

func (e excessError) Error() string {
	return fmt.Sprintf("%d or more bytes follow the announced end of the answer", int(e))
}

// endedInHead tells whether the connection ended within an answer head. net/http
// takes the last half line for a malformed one.
func (w *watched) endedInHead() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ended && w.answer.state == frameHead && bytes.HasPrefix(w.answer.head, []byte("HTTP/"))
}

// Read hands on an answer and nothing behind it: surplus bytes would be taken
// for the next answer on this connection, so it ends here.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = w.ended || err == io.EOF
	used := w.answer.feed(p[:n])
	if used < n {
		w.extra += n - used
		return used, io.EOF
	}
	return n, err
}

// Write waits when the server has stopped reading: it has probably answered
// already (413, for example), and net/http would drop that answer in favour of
// the write error. Whether there is an answer or not, net/http closes the
// connection as soon as it has read what is left on it.
func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	if w.answer.done() {
		w.answer.start(p)
	}
	w.mu.Unlock()
	n, err := w.Conn.Write(p)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
		<-w.closed
	}
	return n, err
}

// Close lets a waiting Write go.
func (w *watched) Close() error {
	w.close.Do(func() { close(w.closed) })
	return w.Conn.Close()
}
