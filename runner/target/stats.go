package target

import "sync/atomic"

// Stats counts what a client did.
type Stats struct {
	Requests int64 // sent, including those sent again over another connection
	Sent     int64 // bytes written to connections, with heads and TLS
	Received int64 // bytes read from connections, with heads and TLS
}

type counters struct{ requests, written, read atomic.Int64 }

// Stats tells what was done so far.
func (c *Client) Stats() Stats {
	return Stats{Requests: c.stats.requests.Load(), Sent: c.stats.written.Load(), Received: c.stats.read.Load()}
}
