package reference

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"slices"
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
	piece   int           // bytes that are sent at a time; 0: all at once
	trailer bool          // a field follows the last chunk
	byHand  *hand         // written past the checks of net/http, which ends the connection
}

// hand is how an answer is written by hand.
type hand struct {
	proto  string // HTTP/1.1 unless said otherwise
	phrase string // the reason; "-" stands for none
	order  func(names []string)
	frame  func(io.Writer, []byte) // writes the body; nil: as it is
	extra  string                  // after the fields, as it is
	open   bool                    // the connection stays open, although nobody listens any more
}

// misbehave writes the answer in place of write. Panicking with http.ErrAbortHandler is the way in
// which net/http lets a handler drop a connection.
func (c *call) misbehave(res *response) {
	w := res.wire
	if w.pause > 0 {
		wait(c.r, w.pause)
	}
	switch {
	case w.abort:
		panic(http.ErrAbortHandler)
	case w.byHand != nil:
		c.writeByHand(res, w.byHand)
	case w.half:
		c.w.WriteHeader(res.status)
		_, _ = c.w.Write(res.raw[:len(res.raw)/2])
		c.flush()
		panic(http.ErrAbortHandler)
	default:
		c.writeInPieces(res, w)
	}
}

func (c *call) flush() { _ = http.NewResponseController(c.w).Flush() }

func (c *call) writeInPieces(res *response, w *wire) {
	if w.chunked || w.endless {
		delete(res.header, "Content-Length")
	}
	if w.trailer {
		res.header["Trailer"] = []string{"Server-Timing"}
	}
	c.w.WriteHeader(res.status)
	size := w.piece
	if size == 0 {
		size = max(len(res.raw), 1)
	}
	for part := range slices.Chunk(res.raw, size) {
		_, _ = c.w.Write(part)
		if w.chunked || w.endless || w.piece > 0 {
			c.flush()
		}
	}
	if w.trailer {
		res.header["Server-Timing"] = []string{"total;dur=1"}
	}
	if w.endless {
		wait(c.r, patience)
		panic(http.ErrAbortHandler)
	}
}

// writeByHand sends what net/http would not send.
func (c *call) writeByHand(res *response, h *hand) {
	conn, _, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	proto, phrase := h.proto, " "+http.StatusText(res.status)
	if proto == "" {
		proto = "HTTP/1.1"
	}
	if h.phrase != "" {
		phrase = map[bool]string{true: " ", false: " " + h.phrase}[h.phrase == "-"]
	}
	w := bufio.NewWriter(conn)
	fmt.Fprintf(w, "%s %d%s\r\n", proto, res.status, phrase)
	writeFields(w, res.header, h.order)
	_, _ = w.WriteString(h.extra + "\r\n")
	switch {
	case c.r.Method == http.MethodHead:
	case h.frame != nil:
		h.frame(w, res.raw)
	default:
		_, _ = w.Write(res.raw)
	}
	_ = w.Flush() // a client that has left needs no answer
	if h.open {
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		_, _ = conn.Read(make([]byte, 1)) // until the client goes, or asks again
	}
}

func writeFields(w io.Writer, header http.Header, order func([]string)) {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	if order != nil {
		order(names)
	}
	for _, name := range names {
		for _, value := range header[name] {
			fmt.Fprintf(w, "%s: %s\r\n", name, value)
		}
	}
}

// announce changes the length that the header tells.
func announce(res *response, by int) {
	res.header["Content-Length"] = []string{strconv.Itoa(max(0, len(res.raw)+by))}
}
