package compare

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Slim keeps the exchanges of a long recording small: what says nothing about
// the API is left out, and what is equal is kept once. It is for recordings
// that are compared only; a judge would miss what it leaves out.
type Slim struct {
	headers map[string]http.Header
	bodies  map[string][]byte
}

// slimBody is the size up to which bodies are looked up: errors, mostly.
const slimBody = 2 << 10

// Exchange returns a copy that shares what other exchanges have, too.
func (s *Slim) Exchange(x recording.Exchange) recording.Exchange {
	if s.headers == nil {
		s.headers, s.bodies = map[string]http.Header{}, map[string][]byte{}
	}
	x.Request.Header = s.header(x.Request.Header)
	if x.Response != nil {
		answer := *x.Response
		answer.Header, answer.Body = s.header(answer.Header), s.body(answer.Body)
		x.Response = &answer
	}
	return x
}

func (s *Slim) header(h http.Header) http.Header {
	var key strings.Builder
	kept := make(http.Header, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if unseen[strings.ToLower(name)] {
			continue
		}
		kept[name] = h[name]
		key.WriteString(name + ":" + strings.Join(h[name], "\n") + "\n")
	}
	if shared, known := s.headers[key.String()]; known {
		return shared
	}
	s.headers[key.String()] = kept
	return kept
}

func (s *Slim) body(b []byte) []byte {
	if len(b) == 0 || len(b) > slimBody {
		return b
	}
	if shared, known := s.bodies[string(b)]; known {
		return shared
	}
	s.bodies[string(b)] = b
	return b
}
