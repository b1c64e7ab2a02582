package collect

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestMessage(t *testing.T) {
	for name, row := range map[string]struct {
		body        string
		room, size  int
		kept        int
		cut, binary bool
	}{
		"none":                  {"", Room, 0, 0, false, false},
		"text":                  {`{"a":1}`, Room, 7, 7, false, false},
		"as long as may be":     {strings.Repeat("x", messageLimit), Room, messageLimit, messageLimit, false, false},
		"too long":              {strings.Repeat("x", messageLimit+1), Room, messageLimit + 1, messageLimit, true, false},
		"within a character":    {"x" + strings.Repeat("ä", messageLimit), Room, 2*messageLimit + 1, messageLimit - 1, true, false},
		"the recording was cut": {"xx", Room, 90000, 2, true, false},
		"no room left":          {strings.Repeat("x", 5000), -7, 5000, messageLeast, true, false},
		"a package":             {"PK\x03\x04\x00", Room, 5, 0, false, true},
		"another encoding":      {"gr\xfc\xdfe", Room, 5, 0, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			room := row.room
			m := message(nil, []byte(row.body), int64(row.size), &room)
			if len(m.Body) != row.kept || m.Cut != row.cut || m.Binary != row.binary || m.Size != int64(row.size) || !utf8.ValidString(m.Body) {
				t.Errorf("kept %d, cut %v, binary %v, size %d", len(m.Body), m.Cut, m.Binary, m.Size)
			}
			if row.room-room != row.kept {
				t.Errorf("took %d of the room, want %d", row.room-room, row.kept)
			}
		})
	}
}

func TestSaidSortsHeadersAndLeavesOutWhatDidNotCome(t *testing.T) {
	x := recording.Exchange{Request: recording.Request{Header: http.Header{"X-B": {"2", "1"}, "Kbn-Xsrf": {"true"}}}}
	var e reports.Exchange
	room := Room
	Said(&e, x, &room)
	if e.Response != nil || len(e.Request.Headers) != 3 || e.Request.Headers[0].Name != "Kbn-Xsrf" || e.Request.Headers[1].Value != "2" {
		t.Errorf("got %+v", e.Request)
	}
	x.Response = &recording.Response{Status: 200, Body: []byte("{}")}
	if Said(&e, x, &room); e.Response.Body != "{}" {
		t.Errorf("got %+v", e.Response)
	}
}
