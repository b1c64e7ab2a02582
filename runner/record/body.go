package record

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// head keeps the beginning of what is written to it, and counts all. It may be
// written to while it is read: a target can answer before a request has ended.
type head struct {
	limit int64
	mu    sync.Mutex
	kept  []byte
	size  int64
}

func (h *head) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if room := h.limit - int64(len(h.kept)); room > 0 {
		h.kept = append(h.kept, p[:min(int64(len(p)), room)]...)
	}
	h.size += int64(len(p))
	return len(p), nil
}

func (h *head) bytes() ([]byte, int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.kept, h.size
}

// passing is the body of an answer on its way to the client. The last piece is
// handed on only after the exchange was recorded: who has got the end of an
// answer can be sure that it is in the recording.
type passing struct {
	io.ReadCloser
	kept   head
	left   int64 // of the announced length; negative where none is
	proxy  *Proxy
	taking *taking
}

func (b *passing) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	_, _ = b.kept.Write(p[:n])
	if b.left > 0 {
		b.left -= int64(n)
	}
	switch {
	case err == io.EOF || err == nil && b.left == 0:
		b.end(nil)
	case err != nil:
		b.end(err)
	}
	return n, err
}

// Close comes early when the client has gone.
func (b *passing) Close() error {
	b.end(context.Canceled)
	return b.ReadCloser.Close()
}

// end records the exchange, the first time it is called.
func (b *passing) end(err error) {
	t := b.taking
	if t.once.Load() {
		return
	}
	kept, size := b.kept.bytes()
	r := t.x.Response
	r.Body, r.WireSize = kept, size
	if plain := recording.Unpacked(kept, r.Header); !bytes.Equal(plain, kept) {
		r.Body, r.Decoded = plain, "gzip"
	}
	switch {
	case errors.Is(err, context.Canceled):
		t.x.Failure = &recording.Failure{Kind: recording.FailedCanceled, Text: "the client went away"}
	case err != nil:
		t.x.Failure = &recording.Failure{Kind: recording.FailedCut, Text: err.Error()}
	case size > int64(len(kept)):
		r.Body = kept[:min(len(kept), brokenBody)]
		t.x.Failure = &recording.Failure{Kind: recording.FailedUnrecorded, Text: fmt.Sprintf("an answer of %d bytes: only the beginning is kept; raise --max-body", size)}
	}
	b.proxy.finish(t)
}

// brokenBody is how much is recorded of an answer that is too long to judge.
const brokenBody = 64 << 10

// buffers lends the space through which bodies pass.
type buffers struct{ pool sync.Pool }

func (b *buffers) Get() []byte {
	if p, ok := b.pool.Get().(*[]byte); ok {
		return *p
	}
	return make([]byte, 32<<10)
}

func (b *buffers) Put(p []byte) { b.pool.Put(&p) }
