package reference

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// transportVariants send the same answers over HTTP in another way.
func transportVariants() []Variant {
	const interim, ends = "RFC 9110, section 15.2 (a client parses interim answers)", "RFC 9112, section 9.6 (close)"
	return slices.Concat(framings(), handwritten(), []Variant{
		{Name: "tls", Title: "the server speaks HTTP/1.1 over TLS", Group: "transport", Serve: ServeTLS,
			Source: "Kibana source, server-http-tools/src/ssl (server.ssl.enabled)"},
		{Name: "http2", Title: "the server speaks HTTP/2 over TLS", Group: "transport", Serve: ServeHTTP2,
			Source: "Kibana source, core/http/server-internal/src/http_config.ts (server.protocol, the default since 9.0)"},
		{Name: "gzip", Title: "bodies are compressed for whoever accepts that", Group: "transport",
			Source:  "Kibana source, core/http/server-internal/src/http_config.ts (server.compression)",
			install: always(bytesOf, zipBody)},
		{Name: "connection-close", Title: "each answer ends its connection", Group: "transport", Source: ends,
			install: always(lastOf, hangUp)},
		{Name: "early-hints", Title: "an interim answer 103 comes first", Group: "transport", Source: interim,
			install: interimAnswer(http.StatusEarlyHints)},
		{Name: "continue-unasked", Title: "an interim answer 100 comes although nobody asked", Group: "transport",
			Source: interim, install: interimAnswer(http.StatusContinue)},
	})
}

func framings() []Variant {
	framed := func(name, title, source string, w wire) Variant {
		return Variant{Name: name, Title: title, Group: "transport", Source: source,
			install: always(lastOf, func(_ *call, res *response) {
				if len(res.raw) > 0 && res.wire == nil {
					copied := w
					res.wire = &copied
				}
			})}
	}
	const chunks = "RFC 9112, section 7.1 (chunked transfer coding)"
	return []Variant{
		framed("chunked", "bodies come in one chunk without a length", chunks, wire{chunked: true}),
		framed("chunked-small", "bodies come in chunks of seven bytes", chunks, wire{chunked: true, piece: 7}),
		framed("chunked-with-trailer", "a field follows the last chunk", "RFC 9112, section 7.1.2 (trailer section)",
			wire{chunked: true, trailer: true}),
		framed("small-segments", "bodies come in small pieces", "RFC 9293, section 3.7 (segmentation has no meaning)",
			wire{piece: 16}),
	}
}

// handwritten answers need the connection for themselves, and say that they end it.
func handwritten() []Variant {
	written := func(name, title, source string, h hand, more func(*response)) Variant {
		return Variant{Name: name, Title: title, Group: "transport", Source: source,
			install: always(lastOf, func(c *call, res *response) {
				if res.wire != nil || c.r.ProtoMajor > 1 {
					return
				}
				hangUp(c, res)
				more(res)
				res.wire = &wire{byHand: &h}
			})}
	}
	asIs := func(*response) {}
	const phrase = "RFC 9112, section 4 (the reason phrase has no meaning)"
	return []Variant{
		written("close-delimited", "the end of the connection ends the body", "RFC 9112, section 6.3 (message body length)",
			hand{}, unmeasured),
		written("http-1.0", "a proxy answers in HTTP/1.0", "RFC 9112, section 2.3 (an intermediary sends its own version)",
			hand{proto: "HTTP/1.0"}, asIs),
		written("no-reason-phrase", "the status line has no reason phrase", phrase, hand{phrase: "-"}, asIs),
		written("other-reason-phrase", "the status line has a reason phrase of its own", phrase,
			hand{phrase: "As You Like It"}, asIs),
		written("headers-reversed", "headers come in the reverse order",
			"RFC 9110, section 5.3 (the order of different fields has no meaning)", hand{order: slices.Reverse[[]string]},
			asIs),
		written("headers-shuffled", "headers come in no order",
			"RFC 9110, section 5.3 (the order of different fields has no meaning)", hand{order: shuffle}, asIs),
		written("chunk-extensions", "chunks have extensions", "RFC 9112, section 7.1.1 (unknown extensions are ignored)",
			hand{frame: extendedChunks}, func(res *response) {
				if len(res.raw) > 0 {
					unmeasured(res)
					res.header["Transfer-Encoding"] = []string{"chunked"}
				}
			}),
	}
}

func unmeasured(res *response) { delete(res.header, "Content-Length") }

func hangUp(_ *call, res *response) {
	delete(res.header, "Keep-Alive")
	res.header["Connection"] = []string{"close"}
}

func extendedChunks(w io.Writer, raw []byte) {
	if len(raw) == 0 {
		return
	}
	for part := range slices.Chunk(raw, 64) {
		fmt.Fprintf(w, "%X;part=\"a\"\r\n%s\r\n", len(part), part)
	}
	_, _ = io.WriteString(w, "0;last\r\n\r\n")
}

func zipBody(c *call, res *response) {
	if len(res.raw) == 0 || !strings.Contains(c.r.Header.Get("Accept-Encoding"), "gzip") {
		return
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(res.raw)
	_ = z.Close()
	res.raw = out.Bytes()
	res.header["Content-Encoding"] = []string{"gzip"}
	res.header["Vary"] = []string{"accept-encoding"}
}

// interimAnswer comes before anything is known of the answer itself.
func interimAnswer(status int) func(*Server) error {
	return habit(func(h *habits) {
		h.arrivals = append(h.arrivals, func(c *call) {
			if c.r.ProtoAtLeast(1, 1) {
				c.w.WriteHeader(status)
			}
		})
	})
}
