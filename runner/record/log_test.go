package record

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func said(i int) recording.Exchange {
	return recording.Exchange{Request: recording.Request{Method: "GET", URL: fmt.Sprintf("http://h/%d", i)}, Response: &recording.Response{Status: 200}}
}

// readBack reads a recording as it is at this moment.
func readBack(t testing.TB, path string) (recording.Meta, []recording.Exchange) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	meta, exchanges, err := recording.ReadHAR(file)
	if err != nil {
		t.Fatal(err)
	}
	return meta, exchanges
}

func numbers(t *testing.T, path string) (all []string) {
	t.Helper()
	meta, exchanges := readBack(t, path)
	if meta.Cut || meta.Target != "http://h" {
		t.Fatalf("%+v", meta)
	}
	for _, x := range exchanges {
		all = append(all, strings.TrimPrefix(x.Request.URL, "http://h/"))
	}
	return all
}

// What a killed recorder left of its last line is taken away, however much of it
// was written, and recording goes on.
func TestARecordingIsContinued(t *testing.T) {
	head := recording.Meta{Tool: "t", Target: "http://h"}
	line, _ := recording.Line(said(99))
	for _, left := range []int{0, 1, len(line) / 2, len(line) - 1} {
		path := filepath.Join(t.TempDir(), "x.ndjson")
		for round := range 3 {
			l, err := OpenLog(path, head, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Append(said(round)); err != nil {
				t.Fatal(err)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			file, _ := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			_, _ = file.Write(line[:left])
			file.Close()
		}
		if l, err := OpenLog(path, head, 0); err != nil {
			t.Fatal(err)
		} else if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(numbers(t, path), " "); got != "0 1 2" {
			t.Errorf("%d bytes of a line were left: %s", left, got)
		}
	}
}

func TestAnotherRecordingIsNotContinued(t *testing.T) {
	for name, row := range map[string]struct{ content, want string }{
		"another target": {`{"creator":{"name":"t","version":""},"_kbnConformance":{"run":"","seed":0,"target":"http://other"}}` + "\n", `recording of "http://other"`},
		"another file":   {"password: x\n", "no recording of this command"},
	} {
		path := filepath.Join(t.TempDir(), "x.ndjson")
		if err := os.WriteFile(path, []byte(row.content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := OpenLog(path, recording.Meta{Target: "http://h"}, 0)
		after, _ := os.ReadFile(path)
		if err == nil || !strings.Contains(err.Error(), row.want) || !strings.Contains(err.Error(), "--out") || !bytes.Equal(after, []byte(row.content)) {
			t.Errorf("%s: %v; the file is %q", name, err, after)
		}
	}
}

func TestOneFileHasOneWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.ndjson")
	head := recording.Meta{Target: "http://h"}
	first, err := OpenLog(path, head, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLog(path, head, 0); err == nil || !strings.Contains(err.Error(), "still going on; choose another --out") {
		t.Errorf("a second writer: %v", err)
	}
	if err := first.Append(said(1)); err != nil {
		t.Error(err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	second, err := OpenLog(path, head, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	if got := strings.Join(numbers(t, path), " "); got != "1" {
		t.Errorf("lines %s", got)
	}
}

// Lines of many at a time are whole, in either way of flushing.
func TestLinesDoNotMix(t *testing.T) {
	for _, every := range []time.Duration{0, time.Millisecond} {
		path := filepath.Join(t.TempDir(), "x.ndjson")
		l, err := OpenLog(path, recording.Meta{Target: "http://h"}, every)
		if err != nil {
			t.Fatal(err)
		}
		var writers sync.WaitGroup
		for i := range 16 {
			writers.Go(func() {
				for j := range 20 {
					if err := l.Append(said(100*i + j)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, n := range numbers(t, path) {
			seen[n] = true
		}
		if len(seen) != 320 {
			t.Errorf("flushed every %s: %d lines, want 320", every, len(seen))
		}
	}
}

func TestLastBreak(t *testing.T) {
	for _, row := range []struct {
		text string
		want int64
	}{{"", 0}, {"a", 0}, {"\n", 1}, {"a\nb", 2}, {"a\n" + strings.Repeat("x", 200<<10), 2}, {strings.Repeat("x", 100<<10) + "\n", 100<<10 + 1}} {
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, []byte(row.text), 0o600); err != nil {
			t.Fatal(err)
		}
		file, _ := os.Open(path)
		if got, err := lastBreak(file, int64(len(row.text))); err != nil || got != row.want {
			t.Errorf("%.10q…: %d, %v; want %d", row.text, got, err, row.want)
		}
		file.Close()
	}
}
