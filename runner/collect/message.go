package collect

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Room is what a report keeps of all bodies together: where a target is wrong
// everywhere, a thousand whole bodies show no more than the first hundred.
const Room = 8 << 20

// What a report keeps of one body.
const (
	messageLimit = 16 << 10
	messageLeast = 1 << 10 // what each body gets once the room is used up
)

// Said fills in what was said in the exchange of a case that has violations.
// It takes what it keeps from the room.
func Said(into *reports.Exchange, x recording.Exchange, room *int) {
	into.Request = message(x.Request.Header, x.Request.Body, x.Request.Size, room)
	if x.Response != nil {
		into.Response = message(x.Response.Header, x.Response.Body, int64(len(x.Response.Body)), room)
	}
}

func message(h http.Header, body []byte, size int64, room *int) *reports.Message {
	m := &reports.Message{Headers: []reports.Header{}, Size: size}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			m.Headers = append(m.Headers, reports.Header{Name: name, Value: value})
		}
	}
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		m.Binary = true
		return m
	}
	limit := min(messageLimit, max(*room, messageLeast))
	if len(body) > limit {
		body = body[:limit]
		for !utf8.Valid(body) { // never within a character
			body = body[:len(body)-1]
		}
	}
	*room -= len(body)
	m.Body, m.Cut = string(body), int64(len(body)) < size
	return m
}
