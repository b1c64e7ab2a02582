//go:build unix

package record

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// TestMain is the recorder itself when a test starts this program again.
func TestMain(m *testing.M) {
	if target := os.Getenv("RECORD_TARGET"); target != "" {
		fmt.Fprintln(os.Stderr, recorder(target, os.Getenv("RECORD_FILE")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func recorder(target, file string) error {
	base, err := url.Parse(target)
	if err != nil {
		return err
	}
	l, err := OpenLog(file, recording.Meta{Tool: "test", Target: target}, time.Hour) // no flush helps
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return http.Serve(listener, New(Options{Target: base, Transport: http.DefaultTransport, MaxBody: 1 << 20, Log: l}))
}

// Killed at any moment, five times over, the recorder has lost no exchange of
// which a client saw the end.
func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "7") {
			w.(http.Flusher).Flush() // without a length
		}
		fmt.Fprintf(w, `{"path":%q,"padding":%q}`, r.URL.Path, strings.Repeat("x", 2000))
	}))
	defer target.Close()
	file := filepath.Join(t.TempDir(), "exchanges.ndjson")
	acknowledged := map[string]bool{}
	for round := range 5 {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), "RECORD_TARGET="+target.URL, "RECORD_FILE="+file)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		address, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var clients sync.WaitGroup
		enough := make(chan struct{})
		for i := range 8 {
			clients.Go(func() {
				client := &http.Client{Transport: &http.Transport{}}
				for j := 0; ; j++ {
					path := fmt.Sprintf("/api/%d-%d-%d", round, i, j)
					answer, err := client.Get("http://" + strings.TrimSpace(address) + path)
					if err != nil {
						return // killed
					}
					_, err = io.ReadAll(answer.Body)
					answer.Body.Close()
					if err != nil {
						return
					}
					mu.Lock()
					if acknowledged[path] = true; len(acknowledged) == 150*(round+1) {
						close(enough)
					}
					mu.Unlock()
				}
			})
		}
		<-enough
		if err := c.Process.Kill(); err != nil { // SIGKILL
			t.Fatal(err)
		}
		_ = c.Wait()
		clients.Wait()
	}
	_, exchanges := readBack(t, file)
	recorded := map[string]bool{}
	for _, x := range exchanges {
		recorded[x.Path()] = true
	}
	for path := range acknowledged {
		if !recorded[path] {
			t.Errorf("%s was answered to its end, and is not recorded", path)
		}
	}
	t.Logf("%d acknowledged, %d recorded", len(acknowledged), len(recorded))
}
