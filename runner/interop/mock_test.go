package interop

import (
	"bytes"
	"context"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// server is a running mock.
type server struct {
	url  string
	log  *logbook
	gone chan struct{}
	stop func()
}

// serve starts Prism on a free loopback port and waits until it listens.
func (p prism) serve(ctx context.Context, t testing.TB, document string) *server {
	t.Helper()
	port := freePort(t)
	ctx, kill := context.WithCancel(ctx)
	s := &server{url: "http://127.0.0.1:" + port, log: newLogbook("Prism is listening"), gone: make(chan struct{})}
	cmd := exec.CommandContext(ctx, p.node, p.script, "mock", "--host", "127.0.0.1", "--port", port, "--multiprocess=false", document)
	cmd.Stdout, cmd.Stderr = s.log, s.log
	if err := cmd.Start(); err != nil {
		kill()
		t.Fatalf("start Prism: %v", err)
	}
	go func() {
		_ = cmd.Wait() // how it ended is in the log
		close(s.gone)
	}()
	s.stop = func() {
		kill()
		<-s.gone
	}
	t.Cleanup(func() {
		s.stop()
		if t.Failed() {
			t.Logf("the end of Prism's log:\n%s", s.log)
		}
	})
	select {
	case <-s.log.seen:
	case <-s.gone:
		t.Fatal("Prism ended before it listened")
	}
	return s
}

// over tells whether the mock is gone.
func (s *server) over() bool {
	select {
	case <-s.gone:
		return true
	default:
		return false
	}
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// logbook keeps the end of what a process prints and tells when a text occurs.
type logbook struct {
	mu   sync.Mutex
	text string
	tail []byte
	seen chan struct{}
	told bool
}

const longestTail = 4 << 10

func newLogbook(text string) *logbook { return &logbook{text: text, seen: make(chan struct{})} }

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tail = append(l.tail, p...)
	if !l.told && bytes.Contains(l.tail, []byte(l.text)) {
		l.told = true
		close(l.seen)
	}
	if extra := len(l.tail) - longestTail; extra > 0 {
		l.tail = append(l.tail[:0], l.tail[extra:]...)
	}
	return len(p), nil
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.tail)
}

func TestTheLogbookNoticesATextInPieces(t *testing.T) {
	l := newLogbook("is listening")
	for _, piece := range []string{"Prism is ", "starting\nPrism is list", "ening\n", strings.Repeat("x", longestTail), "is listening, the end"} {
		select {
		case <-l.seen:
			if !strings.HasPrefix(piece, "x") && !strings.HasSuffix(piece, "end") {
				t.Fatalf("noticed before %q", piece)
			}
		default:
			if strings.HasPrefix(piece, "x") {
				t.Fatal("not noticed")
			}
		}
		if _, err := l.Write([]byte(piece)); err != nil {
			t.Fatal(err)
		}
	}
	if s := l.String(); len(s) != longestTail || !strings.HasSuffix(s, "the end") {
		t.Errorf("kept %d bytes, want the last %d", len(s), longestTail)
	}
}
