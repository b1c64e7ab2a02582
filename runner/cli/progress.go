package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
)

// calm is how often a log, which is no terminal, gets a line.
const calm = 10 * time.Second

// progress shows how far a run is: a bar on a terminal, calm lines elsewhere.
type progress struct {
	mu     sync.Mutex
	out    io.Writer
	bar    *progressbar.ProgressBar
	total  int
	done   int
	failed int
	last   time.Time
}

func newProgress(w World, total int, heading string) *progress {
	p := &progress{out: w.Stderr, total: total, last: time.Now()}
	fmt.Fprintln(w.Stderr, heading)
	if w.Width > 0 {
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(w.Stderr), progressbar.OptionShowCount(),
			progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

func (p *progress) step(v kit.Verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if v.Outcome == kit.Failed {
		p.failed++
	}
	if p.bar != nil {
		p.bar.Describe(fmt.Sprintf("%d failed", p.failed))
		_ = p.bar.Add(1)
		return
	}
	if time.Since(p.last) >= calm {
		p.last = time.Now()
		fmt.Fprintf(p.out, "%s judged, %d failed\n", reports.Of(p.done, p.total, "case"), p.failed)
	}
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// colour reports whether the output is a terminal that wants colours.
func (w World) colour() bool { return w.Width > 0 && os.Getenv("NO_COLOR") == "" }
