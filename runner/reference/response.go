package reference

import (
	"io"
	"net/http"
	"strconv"
	"sync"
)

// response is an answer as a value. Mutators change it in order: while the body is a value, then as
// bytes, then with all headers in place; it is written in one place, by write.
type response struct {
	status int
	header http.Header
	body   any // nil: no body
	raw    []byte
	err    *failure // what is refused, nil for a success
	where  string   // the stage that answered
	wire   *wire    // what the transport does wrong, nil mostly
}

// mutator changes an answer on its way out.
type mutator func(*call, *response)

func (c *call) respond(status int, body any, err *failure, where string) *response {
	res := &response{status: status, header: c.w.Header(), body: body, err: err, where: where}
	c.dress(res)
	return res
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

// write sends the answer; nothing else in the package writes to the client.
func (c *call) write(res *response) {
	for _, change := range c.route.values {
		change(c, res)
	}
	if res.body != nil {
		room := buffers.Get().(*[]byte)
		defer buffers.Put(room)
		*room = c.encoder.append((*room)[:0], res.body, 0)
		res.raw = *room
	}
	for _, change := range c.route.bytes {
		change(c, res)
	}
	c.settle(res)
	for _, change := range c.route.last {
		change(c, res)
	}
	c.record(res.status)
	c.drain()
	if res.wire != nil {
		c.misbehave(res)
		return
	}
	c.w.WriteHeader(res.status)
	if len(res.raw) > 0 {
		_, _ = c.w.Write(res.raw) // a client that has left needs no answer
	}
}

// settle leaves nothing for net/http to guess: no sniffed type, a length where there is a body.
func (c *call) settle(res *response) {
	if _, typed := res.header["Content-Type"]; !typed {
		res.header["Content-Type"] = nil
	}
	if _, sized := res.header["Content-Length"]; !sized && res.status != http.StatusNoContent {
		res.header["Content-Length"] = []string{strconv.Itoa(len(res.raw))}
	}
}

// drain reads a body that no stage asked for, so that a client that is still sending gets to see the
// answer instead of a reset connection.
func (c *call) drain() {
	if c.r.ContentLength != 0 {
		_, _ = io.CopyN(io.Discard, c.r.Body, drained)
	}
}
