package cli

import (
	"io"
	"sync/atomic"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// screen is a terminal, or a log, that shows no secret of the run: what is
// printed there cannot be taken back, so it is hidden instead of found. Whoever
// prints a line prints it at once.
type screen struct {
	out     io.Writer
	secrets *atomic.Pointer[recording.Redactor]
}

func (s screen) Write(p []byte) (int, error) {
	if _, err := io.WriteString(s.out, s.secrets.Load().Text(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// screened is the world with nothing to hide yet.
func (w World) screened() World {
	w.secrets = &atomic.Pointer[recording.Redactor]{}
	w.Stdout, w.Stderr = screen{w.Stdout, w.secrets}, screen{w.Stderr, w.secrets}
	return w
}

// hide keeps secrets off the screen from now on, and what the redactor learns.
func (w World) hide(r *recording.Redactor) {
	if w.secrets != nil {
		w.secrets.Store(r)
	}
}
