// Package browser tests the pages that the project writes in a real browser:
// what a reader can do with them, and what they must never do. All tests share
// one headless Chromium.
package browser

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "folder that the tests leave pictures of the pages in")

var shared struct {
	sync.Once
	ctx context.Context
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.ctx != nil {
		ctx, stop := context.WithTimeout(shared.ctx, 10*time.Second)
		_ = chromedp.Cancel(ctx)
		stop()
	}
	os.Exit(code)
}

// chromium is the browser that all tests share.
func chromium(t *testing.T) context.Context {
	t.Helper()
	shared.Do(func() {
		shared.ctx, _ = chromedp.NewContext(context.Background())
		shared.err = chromedp.Do(shared.ctx)
	})
	if errors.Is(shared.err, exec.ErrNotFound) {
		t.Skipf("no Chromium is installed: %v", shared.err)
	}
	if shared.err != nil {
		t.Fatalf("Chromium does not start: %v", shared.err)
	}
	return shared.ctx
}

// page is an open page with everything that it complained about or asked for.
type page struct {
	t   *testing.T
	ctx context.Context
	url string

	mu       sync.Mutex
	problems []string
	requests []string
}

// open opens a file in a tab of its own. When the test ends, a page that wrote
// to the console, or asked for anything but itself, fails it.
func open(t *testing.T, file, hash string) *page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium(t))
	p := &page{t: t, ctx: ctx, url: "file://" + filepath.ToSlash(file)}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil { // makes the tab, which a limit here would end
		t.Fatal(err)
	}
	messages := chromedp.Console(ctx)
	var reading sync.WaitGroup
	reading.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			p.note(&p.problems, m.String())
		}
	})
	if err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			p.note(&p.requests, e.Request.URL)
		}
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void]("1")) // what it said before is here by now
		cancel()
		reading.Wait()
		for _, problem := range p.problems {
			t.Errorf("the page complains: %s", problem)
		}
		for _, asked := range p.requests {
			if name, _, _ := strings.Cut(asked, "#"); name != p.url {
				t.Errorf("the page asks for %s", asked)
			}
		}
	})
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Navigate(p.url + hash))
	return p
}

func (p *page) note(list *[]string, s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*list = append(*list, s)
}

// forgive waits for a complaint that the test provoked, and forgets it with
// what was asked for.
func (p *page) forgive() (said string) {
	for range 100 {
		eval[int](p, "1")
		p.mu.Lock()
		said = strings.Join(p.problems, "\n")
		if said != "" {
			p.problems, p.requests = nil, nil
		}
		p.mu.Unlock()
		if said != "" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return said
}

func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// eval is the value of an expression on the page; a promise is waited for.
func eval[T any](p *page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// want compares the value of an expression, once the page had time to get there.
func want[T comparable](p *page, expression string, value T) {
	p.t.Helper()
	var got T
	for range 100 {
		if got = eval[T](p, expression); got == value {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.t.Errorf("%s is %v, want %v", expression, got, value)
}

// media makes the reader prefer light or dark, or print.
func (p *page) media(kind, scheme string) {
	p.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: kind, Features: features}); err != nil {
		p.t.Fatal(err)
	}
}

// shot leaves a picture if somebody wants to look at it.
func (p *page) shot(name string) {
	p.t.Helper()
	if *shots == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}
