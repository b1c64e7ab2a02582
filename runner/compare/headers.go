package compare

import (
	"mime"
	"net/http"
	"slices"
	"strings"
)

// unseen headers belong to the connection, to caches and proxies, or to the one
// answer; their values and their presence say nothing about the API.
var unseen = map[string]bool{
	"date": true, "content-length": true, "connection": true, "keep-alive": true, "transfer-encoding": true, "age": true, "via": true, "trailer": true,
	"content-encoding": true, "x-request-id": true, "x-opaque-id": true, "server-timing": true, "traceparent": true, "tracestate": true,
	"x-cloud-request-id": true, "x-found-handling-cluster": true, "x-found-handling-instance": true, "x-envoy-upstream-service-time": true,
	"cf-ray": true, "x-amz-cf-id": true, "x-served-by": true, "x-timer": true, "vary": true, "accept-ranges": true, "alt-svc": true, "server": true,
}

// ownValue headers are compared by presence: what they hold is of the
// deployment, or of the one answer.
var ownValue = map[string]bool{
	"kbn-name": true, "kbn-license-sig": true, "set-cookie": true, "etag": true, "last-modified": true, "expires": true, "retry-after": true,
	"www-authenticate": true, "warning": true, "sunset": true, "deprecation": true, "content-type": true,
}

// forBrowsers are policies that only browsers obey; their loss is a matter of
// security, not of automation.
var forBrowsers = map[string]bool{
	"content-security-policy": true, "content-security-policy-report-only": true, "permissions-policy": true, "referrer-policy": true,
	"cross-origin-opener-policy": true, "cross-origin-resource-policy": true, "x-content-type-options": true, "x-frame-options": true,
	"strict-transport-security": true, "kbn-license-sig": true, "warning": true, "content-language": true, "cache-control": true, "pragma": true,
}

// headers compares the headers of one pair.
func (w *walk) headers(before, after http.Header) {
	b, a := lowered(before), lowered(after)
	for name, value := range b {
		n := nodeIn(w.tally.headers, name)
		n.holders++
		if now, there := a[name]; there {
			n.both++
			w.headerValue(n, name, value, now)
		} else {
			n.lost.see(w.pair, value, nil)
		}
	}
	for name, value := range a {
		if _, there := b[name]; !there {
			n := nodeIn(w.tally.headers, name)
			n.holders++
			n.gained.see(w.pair, nil, value)
		}
	}
}

func (w *walk) headerValue(n *node, name, before, after string) {
	if name == "content-type" {
		w.contentType(n, before, after)
		return
	}
	if ownValue[name] || before == after {
		n.same++
		return
	}
	b, a := w.headerText(0, name, before), w.headerText(1, name, after)
	if b == a {
		n.same++
		return
	}
	seeIn(n.others, [2]string{b, a}, w.pair, before, after)
}

func (w *walk) headerText(side int, name, value string) string {
	value = w.names.common(side, value)
	if name == "cache-control" || name == "permissions-policy" { // lists without an order
		parts := strings.Split(strings.ToLower(value), ",")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		slices.Sort(parts)
		return strings.Join(parts, ", ")
	}
	return plain(value)
}

// contentType tells another type from another charset.
func (w *walk) contentType(n *node, before, after string) {
	tb, pb := mediaType(before)
	ta, pa := mediaType(after)
	switch {
	case tb != ta:
		seeIn(n.retyped, tb+" → "+ta, w.pair, before, after)
	case pb != pa:
		seeIn(n.reformed, before+" → "+after, w.pair, before, after)
	default:
		n.same++
	}
}

func mediaType(value string) (kind, charset string) {
	kind, params, err := mime.ParseMediaType(value)
	if err != nil {
		return strings.ToLower(strings.TrimSpace(value)), ""
	}
	return kind, strings.ToLower(params["charset"])
}

// lowered leaves out what says nothing, and joins lines.
func lowered(h http.Header) map[string]string {
	out := map[string]string{}
	for name, values := range h {
		name = strings.ToLower(name)
		if !unseen[name] && len(values) > 0 {
			out[name] = strings.Join(values, ", ")
		}
	}
	return out
}
