package target

import (
	"context"
	"errors"
	"net/http"
)

// guard is the only way to the network. In mode Read it lets through only what
// was marked as a read, so a request that forgets to say what it is goes nowhere.
type guard struct {
	mode Mode
	next http.RoundTripper
}

var errReadOnly = errors.New("not sent: the run is read-only and this request is not declared as a read; allow writes to send it")

type readMark struct{}

// markRead declares that a request changes nothing on a correct server and on a
// broken one.
func markRead(ctx context.Context) context.Context { return context.WithValue(ctx, readMark{}, true) }

func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if g.mode != Write && r.Context().Value(readMark{}) != true {
		return nil, errReadOnly
	}
	return g.next.RoundTrip(r)
}
