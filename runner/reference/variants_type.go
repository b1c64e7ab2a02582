package reference

// typeVariants label JSON in another way.
func typeVariants() []Variant {
	const caseless, quoted = "RFC 9110, section 8.3.1 (type, subtype and charset are case-insensitive)",
		"RFC 9110, section 5.6.6 (a parameter may be quoted)"
	out := []Variant{{
		Name: "siem-errors-without-charset", Title: "errors of SIEM handlers are labelled application/json only",
		Group:  "header",
		Source: "Kibana source, security_solution/server/lib/detection_engine/routes/utils.ts",
		install: always(lastOf, func(_ *call, res *response) {
			if res.err != nil && res.err.siem {
				res.header["Content-Type"] = []string{"application/json"}
			}
		}),
	}}
	for _, row := range []struct{ name, title, source, value string }{
		{"content-type-without-charset", "JSON is labelled application/json only",
			"RFC 8259, section 11 (no charset parameter is defined)", "application/json"},
		{"content-type-in-capitals", "type and charset are written in capitals", caseless,
			"APPLICATION/JSON; CHARSET=UTF-8"},
		{"content-type-charset-in-capitals", "the charset is written UTF-8", caseless, "application/json; charset=UTF-8"},
		{"content-type-charset-quoted", "the charset is quoted", quoted, `application/json; charset="utf-8"`},
		{"content-type-without-blank", "no blank follows the semicolon", "RFC 9110, section 5.6.6 (blanks are optional)",
			"application/json;charset=utf-8"},
		{"content-type-with-blanks", "blanks stand around the semicolon", "RFC 9110, section 5.6.6 (blanks are optional)",
			"application/json ; charset=utf-8"},
	} {
		value := []string{row.value}
		out = append(out, Variant{Name: row.name, Title: row.title, Group: "header", Source: row.source,
			install: always(lastOf, func(_ *call, res *response) {
				if res.header["Content-Type"] != nil {
					res.header["Content-Type"] = value
				}
			})})
	}
	return out
}
