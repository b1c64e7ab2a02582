package reference

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// headerVariants send other headers.
func headerVariants() []Variant {
	return slices.Concat(furtherHeaders(), otherHeaders(), fewerHeaders(), spelledHeaders(), []Variant{
		{Name: "www-authenticate", Title: "a 401 names the schemes", Group: "header",
			Source: "RFC 9110, section 11.6.1 (WWW-Authenticate)",
			install: always(lastOf, func(_ *call, res *response) {
				if res.status == http.StatusUnauthorized {
					res.header["Www-Authenticate"] = []string{`Basic realm="security"`, "ApiKey", `Bearer realm="security"`}
				}
			})},
		{Name: "date-of-another-clock", Title: "the clock of the server is a day behind", Group: "header",
			Source: "RFC 9110, section 6.6.1 (Date is the clock of the origin)",
			configure: func(c *config) error {
				clock := c.clock
				c.clock = func() time.Time { return clock().Add(-24 * time.Hour) }
				return nil
			}},
		{Name: "head-without-length", Title: "HEAD does not tell a length", Group: "header",
			Source: "RFC 9110, section 9.3.2 (HEAD may leave out what needs the content)",
			install: always(lastOf, func(c *call, res *response) {
				if c.r.Method == http.MethodHead {
					delete(res.header, "Content-Length")
				}
			})},
	})
}

// headerVariant sets a header of every answer; without values it is left out.
func headerVariant(name, title, source, header string, values ...string) Variant {
	return Variant{Name: name, Title: title, Group: "header", Source: source,
		install: always(lastOf, func(_ *call, res *response) {
			if len(values) == 0 {
				res.header[header] = nil // keeps net/http from adding its own
				return
			}
			res.header[header] = values
		})}
}

// furtherHeaders are headers that Kibana, Elastic Cloud or a proxy in front may add.
func furtherHeaders() []Variant {
	const custom, proxy = "Kibana source, core/http/server-internal/src/http_config.ts (server.customResponseHeaders)",
		"RFC 9110, section 7.6 (intermediaries add fields)"
	const security = "Kibana source, core/http/server-internal/src/security_response_headers_config.ts"
	var out []Variant
	for _, row := range []struct {
		title, source, header string
		values                []string
	}{
		{"answers depend on the encoding that is accepted", "recorded from Kibana 8.13.4", "Vary",
			[]string{"accept-encoding"}},
		{"two lines say what answers depend on", "RFC 9110, section 5.3 (a list may come in several lines)", "Vary",
			[]string{"accept-encoding", "origin"}},
		{"ranges of bytes are accepted", "recorded from Kibana 8.13.4", "Accept-Ranges", []string{"bytes"}},
		{"timings of the server are told", custom, "Server-Timing", []string{`total;dur=12.5;desc="all", db;dur=3`}},
		{"the request gets an id", proxy, "X-Request-Id", []string{"6f2c1b0e-3f4e-4a57-9a75-2f7f6f6f0a11"}},
		{"cookies are set", "RFC 6265, section 4.1 (Set-Cookie)", "Set-Cookie",
			[]string{"sid=Fe26.2**abc; Path=/; HttpOnly; Secure",
				"AWSALB=route-1; Expires=Wed, 01 Jan 2031 00:00:00 GMT; Path=/"}},
		{"later requests must use TLS", security, "Strict-Transport-Security",
			[]string{"max-age=31536000; includeSubDomains"}},
		{"pages may not be framed", security, "X-Frame-Options", []string{"SAMEORIGIN"}},
		{"a general warning is given", "RFC 7234, section 5.5 (Warning)", "Warning",
			[]string{`199 proxy.example.test "Response is slow"`}},
		{"the server names its software", proxy, "Server", []string{"nginx/1.27.4 (Ubuntu)"}},
		{"another protocol is offered", "RFC 7838, section 3 (Alt-Svc)", "Alt-Svc", []string{`h3=":443"; ma=86400`}},
		{"other origins are named", security, "Cross-Origin-Resource-Policy", []string{"same-site"}},
		{"the language of the answer is told", "RFC 9110, section 8.5 (Content-Language)", "Content-Language",
			[]string{"en"}},
		{"an entity tag is given", "RFC 9110, section 8.8.3 (ETag)", "Etag", []string{`W/"1f-4a2b"`}},
	} {
		name := "adds-" + strings.ToLower(row.header)
		if len(row.values) > 1 {
			name += "-lines"
		}
		out = append(out, Variant{Name: name, Title: row.title, Group: "header", Source: row.source,
			install: always(lastOf, func(_ *call, res *response) {
				res.header[row.header] = slices.Concat(res.header[row.header], row.values)
			})})
	}
	return append(out, Variant{Name: "proxy-headers", Title: "a proxy adds headers of its own", Group: "header",
		Source: proxy,
		install: always(lastOf, func(_ *call, res *response) {
			res.header["Via"] = []string{"1.1 proxy.example.test", "2 edge.example.test (Edge/3)"}
			res.header["X-Cloud-Request-Id"] = []string{"o8S7T3VnRZqUq0b7hQ2s0w"}
			res.header["X-Found-Handling-Cluster"] = []string{"7c1f0c9a4ab24d0e9f0e5a2d3b6c8e1f"}
			res.header["X-Found-Handling-Instance"] = []string{"instance-0000000001"}
		})})
}
