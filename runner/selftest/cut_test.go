package selftest

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
)

// cutting hands on a part of the answers only up to their middle.
type cutting struct {
	next http.Handler
	mu   sync.Mutex
	dice *rand.Rand
	cut  int
}

func (c *cutting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	hit := c.dice.Float64() < 0.05
	if hit {
		c.cut++
	}
	c.mu.Unlock()
	if !hit {
		c.next.ServeHTTP(w, r)
		return
	}
	whole := httptest.NewRecorder()
	c.next.ServeHTTP(whole, r)
	for name, values := range whole.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", "100000")
	w.WriteHeader(whole.Code)
	_, _ = w.Write(whole.Body.Bytes()[:whole.Body.Len()/2])
	panic(http.ErrAbortHandler)
}

// Cut answers, five in a hundred with a fixed seed: whatever was cut is not
// passed, nothing crashes, and no such run looks clean.
func TestCutAnswersNeverConform(t *testing.T) {
	c := contract(t)
	for seed := range uint64(5) {
		proxy := &cutting{dice: rand.New(rand.NewPCG(seed, 7))}
		s, err := Hold(t.Context(), c, Scenario{Concurrency: 8, Seed: int64(seed) + 1, Wrap: func(h http.Handler) http.Handler {
			proxy.next = h
			return proxy
		}})
		if err != nil {
			t.Fatal(err)
		}
		if proxy.cut < 20 {
			t.Fatalf("only %d answers were cut", proxy.cut)
		}
		failed := 0
		for _, v := range s.Verdicts {
			if v.Outcome == kit.Failed {
				failed++
			}
			if v.Outcome == kit.Passed && v.Answer != nil && !v.Answer.Exchange.Complete() {
				t.Errorf("seed %d: %s passed on a cut answer", seed, v.Case.ID)
			}
		}
		if failed == 0 {
			t.Errorf("seed %d: %d answers were cut, and no case failed", seed, proxy.cut)
		}
	}
}
