package reference

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Variant is a way in which a correct server may differ.
type Variant struct {
	Name  string
	Title string

	install func(*Server) error
}

// Variants is the catalogue, sorted by name.
func Variants() []Variant {
	out := slices.Concat(textVariants(), headerVariants(), stateVariants())
	slices.SortFunc(out, func(a, b Variant) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (s *Server) installVariants(names []string) error {
	if len(names) == 0 {
		return nil
	}
	all := Variants()
	for _, name := range names {
		at := slices.IndexFunc(all, func(v Variant) bool { return v.Name == name })
		if at < 0 {
			return fmt.Errorf("unknown variant %q", name)
		}
		if err := all[at].install(s); err != nil {
			return fmt.Errorf("variant %s: %w", name, err)
		}
	}
	return nil
}

// always adds a mutator to every route.
func always(list func(*route) *[]mutator, change mutator) func(*Server) error {
	return func(s *Server) error {
		return s.each(everywhere, func(_ *Server, rt *route) error {
			at := list(rt)
			*at = append(*at, change)
			return nil
		})
	}
}

func valuesOf(rt *route) *[]mutator { return &rt.values }
func lastOf(rt *route) *[]mutator   { return &rt.last }

// textVariants write the same JSON and the same messages in another way.
func textVariants() []Variant {
	encoding := func(name, title string, change func(*encoder)) Variant {
		return Variant{name, title, func(s *Server) error { change(&s.encoder); return nil }}
	}
	return []Variant{
		encoding("keys-reversed", "object keys come in another order", func(e *encoder) { e.reverseKeys = true }),
		encoding("pretty-printed", "JSON is indented", func(e *encoder) { e.indent = "  " }),
		encoding("numbers-with-fraction", "whole numbers are written 42.0", func(e *encoder) { e.fractions = true }),
		encoding("escaped-text", "text beyond ASCII is escaped", func(e *encoder) { e.escape = true }),
		{"zod-4-wording", "validation texts have the wording of zod 4", func(s *Server) error {
			s.reword = strings.NewReplacer(
				"Expected number, received nan", "Invalid input: expected number, received NaN",
				"Required", "Invalid input: expected nonoptional, received undefined",
				"Expected ", "Invalid input: expected ",
				"Number must be greater than or equal to", "Too small: expected number to be >=",
				"Number must be less than or equal to", "Too big: expected number to be <=",
			).Replace
			return nil
		}},
		{"explicit-nulls", "nullable members that were never set are null instead of absent",
			always(valuesOf, func(c *call, res *response) {
				onSuccess("item.host", nullProxy)(c, res)
				onSuccess("items[].host", nullProxy)(c, res)
			})},
	}
}

func nullProxy(source obj, _ string) {
	if _, set := source["proxy_id"]; !set {
		source["proxy_id"] = nil
	}
}

// headerVariants send other headers.
func headerVariants() []Variant {
	plainJSON := []string{"application/json"}
	return []Variant{
		{"content-type-without-charset", "JSON is labelled application/json only", always(lastOf, func(_ *call, res *response) {
			if res.header["Content-Type"] != nil {
				res.header["Content-Type"] = plainJSON
			}
		})},
		{"siem-errors-without-charset", "errors of SIEM handlers are labelled application/json only",
			always(lastOf, func(_ *call, res *response) {
				if res.err != nil && res.err.siem {
					res.header["Content-Type"] = plainJSON
				}
			})},
		{"lower-case-headers", "header names are written in lower case", always(lastOf, func(_ *call, res *response) {
			for name, values := range res.header {
				if name == "Content-Length" || name == "Date" || name == "Connection" || values == nil {
					continue
				}
				res.header[name] = nil // keeps net/http from adding its own
				res.header[strings.ToLower(name)] = values
			}
		})},
		{"proxy-headers", "a proxy adds headers of its own", always(lastOf, func(_ *call, res *response) {
			res.header["Via"] = []string{"1.1 proxy.example.test"}
			res.header["X-Cloud-Request-Id"] = []string{"o8S7T3VnRZqUq0b7hQ2s0w"}
		})},
		{"www-authenticate", "a 401 names the schemes", always(lastOf, func(_ *call, res *response) {
			if res.status == 401 {
				res.header["Www-Authenticate"] = []string{`Basic realm="security"`, "ApiKey", `Bearer realm="security"`}
			}
		})},
		{"no-report-only-policy", "content-security-policy-report-only is absent", always(lastOf, func(_ *call, res *response) {
			delete(res.header, "Content-Security-Policy-Report-Only")
		})},
		{"chunked", "bodies come in chunks without a length", always(lastOf, func(_ *call, res *response) {
			if len(res.raw) > 0 && res.wire == nil {
				res.wire = &wire{chunked: true}
			}
		})},
		{"connection-close", "each answer ends its connection", always(lastOf, func(_ *call, res *response) {
			delete(res.header, "Keep-Alive")
			res.header["Connection"] = []string{"close"}
		})},
	}
}

// stateVariants start a deployment in which other things exist already.
func stateVariants() []Variant {
	return []Variant{
		{"no-verification-key", "no package verification key is loaded", func(s *Server) error {
			rt := s.routes["fleet.epm.verification_key_id.get"]
			rt.values = append(rt.values, onSuccess("id", func(o obj, m string) { o[m] = nil }))
			return nil
		}},
		{"no-fleet-server-host", "there is no default Fleet Server host", func(s *Server) error {
			s.drop(key{kindFleetServerHost, everySpace, preloadedHost})
			return nil
		}},
		{"endpoint-list-exists", "the endpoint list was created before", func(s *Server) error {
			c := &call{Server: s, route: s.routes["endpointlist.create"]}
			_, err := createEndpointList(c)
			return err
		}},
		{"other-objects", "objects of other people exist", func(s *Server) error {
			for i, name := range []string{"Corporate proxy", "Lab proxy"} {
				id := fmt.Sprintf("other-proxy-%d", i+1)
				s.put(key{kindProxy, everySpace, id}, obj{"id": id, "name": name, "url": "http://proxy.example.test:3128", "is_preconfigured": i == 0})
			}
			s.put(key{kindDownloadSource, everySpace, "other-source"}, obj{
				"id": "other-source", "name": "Mirror", "host": "https://mirror.example.test/", "is_default": false})
			s.put(key{kindRole, everySpace, "other_role"}, shownRole("other_role", nil))
			return nil
		}},
	}
}
