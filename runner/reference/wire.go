package reference

import (
	"bufio"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// patience bounds how long a misbehaving answer keeps a connection.
const patience = 30 * time.Second

// wire is what the transport does wrong, or merely differently, with an answer that is complete.
type wire struct {
	pause   time.Duration // before the answer
	abort   bool          // no answer at all
	half    bool          // the connection ends in the middle of the body
	endless bool          // the body never ends
	chunked bool          // a length is not announced
	byHand  bool          // written as it is, past the checks of net/http
}

// misbehave writes the answer in place of write. Panicking with http.ErrAbortHandler is the way in
// which net/http lets a handler drop a connection.
func (c *call) misbehave(res *response) {
	if res.wire.pause > 0 {
		wait(c.r, res.wire.pause)
	}
	switch {
	case res.wire.abort:
		panic(http.ErrAbortHandler)
	case res.wire.byHand:
		c.writeByHand(res)
	case res.wire.half:
		c.w.WriteHeader(res.status)
		_, _ = c.w.Write(res.raw[:len(res.raw)/2])
		_ = http.NewResponseController(c.w).Flush()
		panic(http.ErrAbortHandler)
	default:
		if res.wire.chunked || res.wire.endless {
			delete(res.header, "Content-Length")
		}
		c.w.WriteHeader(res.status)
		_, _ = c.w.Write(res.raw)
		if res.wire.chunked || res.wire.endless {
			_ = http.NewResponseController(c.w).Flush()
		}
		if res.wire.endless {
			wait(c.r, patience)
			panic(http.ErrAbortHandler)
		}
	}
}

// writeByHand sends what net/http would refuse to send, and closes the connection.
func (c *call) writeByHand(res *response) {
	conn, _, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	w := bufio.NewWriter(conn)
	fmt.Fprintf(w, "HTTP/1.1 %d %s\r\n", res.status, http.StatusText(res.status))
	_ = res.header.Write(w) // a client that has left needs no answer
	_, _ = w.WriteString("\r\n")
	_, _ = w.Write(res.raw)
	_ = w.Flush()
}

// announce changes the length that the header tells.
func announce(res *response, by int) {
	res.header["Content-Length"] = []string{strconv.Itoa(max(0, len(res.raw)+by))}
}
