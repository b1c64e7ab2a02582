package reference

import (
	"slices"
	"strings"
)

const configurable = "Kibana source, core/http/server-internal/src/http_config.ts (server.securityResponseHeaders, csp)"

// otherHeaders have another value than usual.
func otherHeaders() []Variant {
	const name = "Kibana source, core/http/server-internal/src/http_config.ts (server.name)"
	const obsText = "RFC 9110, section 5.5 (field values may hold obs-text)"
	return []Variant{
		headerVariant("permissions-policy-of-more-entries", "permissions-policy has more entries", configurable,
			"Permissions-Policy",
			"camera=(), display-capture=(), fullscreen=(self), geolocation=(), microphone=(), web-share=(), browsing-topics=(), private-state-token-redemption=()"),
		headerVariant("referrer-policy-of-old", "referrer-policy is that of 8.12", "recorded from Kibana 8.12.0",
			"Referrer-Policy", "no-referrer-when-downgrade"),
		headerVariant("csp-of-old", "content-security-policy is that of 8.12", "recorded from Kibana 8.12.0",
			"Content-Security-Policy",
			contentSecurity(release{major: 8, minor: 12})),
		headerVariant("csp-strict", "content-security-policy names hosts and reports", configurable,
			"Content-Security-Policy",
			"default-src 'none'; script-src 'report-sample' 'self' https://cdn.example.test; frame-ancestors 'self'; report-to violations-endpoint"),
		headerVariant("csp-report-only-without-objects", "content-security-policy-report-only is that of 8.18",
			"recorded from Kibana 8.18.1",
			"Content-Security-Policy-Report-Only", "form-action 'self'"),
		headerVariant("cache-control-in-another-order", "the directives of cache-control come in another order",
			"RFC 9111, section 5.2 (order has no meaning)",
			"Cache-Control", "no-store, no-cache, must-revalidate, private"),
		headerVariant("cache-control-in-capitals", "the directives of cache-control are written in capitals",
			"RFC 9111, section 5.2 (directives are case-insensitive)",
			"Cache-Control", "Private, No-Cache, No-Store, Must-Revalidate"),
		headerVariant("cross-origin-opener-policy-of-popups", "cross-origin-opener-policy lets popups be", configurable,
			"Cross-Origin-Opener-Policy", "same-origin-allow-popups"),
		headerVariant("kbn-name-with-blanks", "the server has a name of several words", name, "Kbn-Name",
			"Kibana of the lab (blue), 2nd floor"),
		headerVariant("kbn-name-long", "the server has a very long name", name, "Kbn-Name",
			strings.Repeat("kibana-production-", 40)+"1"),
		headerVariant("kbn-name-in-latin-1", "the name of the server has a letter of Latin-1", obsText, "Kbn-Name",
			"Kibana M\xfcnchen"),
		headerVariant("kbn-name-in-utf-8", "the name of the server is not Latin", obsText, "Kbn-Name", "東京 kibana"),
		headerVariant("license-signature-longer", "the licence has a longer signature",
			"recorded from Kibana 9.0.1 (the value is opaque)", "Kbn-License-Sig", strings.Repeat("0f1e2d3c", 16)),
		headerVariant("keep-alive-shorter", "connections are kept for five seconds",
			"recorded from Kibana 8.13.4 (proxies change it)", "Keep-Alive", "timeout=5, max=1000"),
	}
}

// fewerHeaders lack what a correct server may leave out.
func fewerHeaders() []Variant {
	return []Variant{
		headerVariant("no-report-only-policy", "content-security-policy-report-only is absent",
			"recorded from Kibana 8.13.4", "Content-Security-Policy-Report-Only"),
		headerVariant("no-license-signature", "the licence is not known yet",
			"Kibana source, licensing/server/on_pre_response_handler.ts", "Kbn-License-Sig"),
		headerVariant("no-deprecation-warning", "deprecated routes do not warn", "recorded from Kibana 8.18.1", "Warning"),
		headerVariant("no-keep-alive-header", "keep-alive is not announced",
			"RFC 9112, section 9.3 (connections persist by default)", "Keep-Alive"),
		headerVariant("no-connection-header", "connection is not mentioned",
			"RFC 9112, section 9.3 (connections persist by default)", "Connection"),
		headerVariant("no-date", "the server has no clock", "RFC 9110, section 6.6.1 (without a clock there is no Date)",
			"Date"),
	}
}

// spelledHeaders are the usual headers, spelled in another way. What net/http writes itself keeps
// its spelling.
func spelledHeaders() []Variant {
	spelled := func(name, title string, spell func(string) string) Variant {
		return Variant{Name: name, Title: title, Group: "header",
			Source: "RFC 9110, section 5.1 (field names are case-insensitive)",
			install: always(lastOf, func(_ *call, res *response) {
				for name, values := range res.header {
					if slices.Contains([]string{"Content-Length", "Date", "Connection"}, name) || values == nil {
						continue
					}
					res.header[name] = nil // keeps net/http from adding its own
					res.header[spell(name)] = values
				}
			})}
	}
	split := func(name, header string) Variant {
		return Variant{Name: name, Title: header + " comes in two lines", Group: "header",
			Source: "RFC 9110, section 5.3 (a list may come in several lines)",
			install: always(lastOf, func(_ *call, res *response) {
				if first, rest, found := strings.Cut(strings.Join(res.header[header], ", "), ", "); found {
					res.header[header] = []string{first, rest}
				}
			})}
	}
	return []Variant{
		spelled("lower-case-headers", "header names are written in lower case", strings.ToLower),
		spelled("upper-case-headers", "header names are written in capitals", strings.ToUpper),
		split("cache-control-in-two-lines", "Cache-Control"),
		split("permissions-policy-in-two-lines", "Permissions-Policy"),
	}
}
