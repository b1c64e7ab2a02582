package target

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"

	"golang.org/x/net/http/httpguts"
)

// Request is one request to send.
type Request struct {
	Step       string      // id of the step that asks
	Attempt    int         // 1 for the first try; 0 means 1
	Method     string      // GET when empty
	Path       string      // escaped, below the base URL, may hold a query
	Header     http.Header // added to the defaults; a nil value removes a default
	Body       []byte      // nil for none; not modified, and must not change afterwards
	Credential Credential  // Full when empty
	Read       bool        // changes nothing, on a broken server either; the guard looks whether that can be
	Owner      Owner       // vouches for a request that is no read
}

func defaultHeaders(c Config) http.Header {
	h := http.Header{
		"User-Agent": {"kbn-conformance/" + c.Version},
		// Servers that negotiate, as generated mocks do, answer in the form asked for.
		"Accept":          {"application/json"},
		"Accept-Encoding": {"gzip"},
	}
	for _, headers := range []http.Header{c.Headers, c.Secret} {
		for name, values := range headers {
			h[http.CanonicalHeaderKey(name)] = slices.Clone(values)
		}
	}
	return h
}

// build makes the request that goes to the wire. Its errors mean that nothing
// can be sent, and say why.
func (c *Client) build(ctx context.Context, r Request) (*http.Request, error) {
	url, err := c.base.join(r.Path)
	if err != nil {
		return nil, err
	}
	if !httpguts.ValidHeaderFieldName(r.Method) { // a method is a token too
		return nil, fmt.Errorf("%q is not a method", r.Method)
	}
	header, err := c.header(r)
	if err != nil {
		return nil, err
	}
	out := (&http.Request{
		Method: r.Method, URL: url, Host: url.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	if host, ok := header["Host"]; ok && len(host) > 0 {
		out.Host = host[0]
	}
	if r.Body != nil {
		out.ContentLength = int64(len(r.Body))
		out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(r.Body)), nil }
		out.Body, _ = out.GetBody()
		if len(r.Body) == 0 {
			out.Body = http.NoBody
		}
	}
	return out, nil
}

// header joins defaults and wishes. Names are compared without regard to case,
// as a server does.
func (c *Client) header(r Request) (http.Header, error) {
	h := c.defaults.Clone()
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
	default:
		h["Kbn-Xsrf"] = []string{"true"} // Kibana source, http/server-internal/src/lifecycle_handlers.ts
	}
	if r.Body != nil {
		h["Content-Type"] = []string{"application/json"}
	}
	value, ok := c.credentials[r.Credential]
	if !ok {
		if r.Credential != Unprivileged {
			return nil, fmt.Errorf("unknown credential %q", r.Credential)
		}
		return nil, fmt.Errorf("no unprivileged credentials are configured")
	}
	if value != "" {
		h["Authorization"] = []string{value}
	}
	for name, values := range r.Header {
		key := http.CanonicalHeaderKey(name)
		if err := checkHeader(name, values); err != nil {
			return nil, err
		}
		if values == nil {
			delete(h, key)
			continue
		}
		h[key] = slices.Clone(values)
	}
	return h, nil
}
