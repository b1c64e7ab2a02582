package record

import (
	"context"
	"sync"
)

// traffic counts what is under way.
type traffic struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when nothing is under way; nil before the first
}

func (t *traffic) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n++; t.n == 1 {
		t.idle = make(chan struct{})
	}
}

func (t *traffic) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n--; t.n == 0 {
		close(t.idle)
	}
}

func (t *traffic) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

func (t *traffic) wait(ctx context.Context) {
	t.mu.Lock()
	idle, n := t.idle, t.n
	t.mu.Unlock()
	if n == 0 {
		return
	}
	select {
	case <-idle:
	case <-ctx.Done():
	}
}
