package reference

import (
	"net/http"
	"slices"
)

// demandedHeaders must be present on every answer; what may be absent on a correct server is not here.
var demandedHeaders = []string{
	"Kbn-Name", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy",
	"Cross-Origin-Opener-Policy", "Content-Security-Policy",
}

// headerFaults are missing, empty, wrong and misplaced headers.
func headerFaults() []Fault {
	out := []Fault{
		changing(everywhere, "header", "header-api-version-on-refusals",
			"elastic-api-version is also on answers that the versioned layer never saw",
			func(_ *call, res *response) { res.header["Elastic-Api-Version"] = []string{apiVersion} }),
		setting(everywhere, "header-wrong-elastic-api-version", "elastic-api-version names another version",
			"Elastic-Api-Version", "2020-01-01"),
		setting(everywhere, "header-wrong-content-type-options", "x-content-type-options is not nosniff",
			"X-Content-Type-Options", "sniff"),
		setting(everywhere, "header-duplicated-content-type", "content-type comes twice", "Content-Type", jsonType,
			"text/plain"),
		setting(everywhere, "header-duplicated-elastic-api-version", "elastic-api-version comes twice, and differs",
			"Elastic-Api-Version", apiVersion, "2020-01-01"),
		setting(everywhere, "header-duplicated-kbn-name", "kbn-name comes twice, and differs", "Kbn-Name", "one",
			"another"),
		setting(everywhere, "content-type-other-charset", "JSON is labelled ISO-8859-1", "Content-Type",
			"application/json; charset=iso-8859-1"),
		setting(everywhere, "content-type-utf-16", "JSON is labelled UTF-16", "Content-Type",
			"application/json; charset=utf-16"),
		setting(everywhere, "content-type-text", "JSON is labelled text/plain", "Content-Type",
			"text/plain; charset=utf-8"),
		changing("fleet.epm.packages.upload", "header", "header-missing-retry-after",
			"a 429 does not say when to come back",
			func(_ *call, res *response) { delete(res.header, "Retry-After") }),
		changing("roles.delete", "header", "content-type-on-204", "an empty answer has a content type",
			func(_ *call, res *response) {
				if res.status == http.StatusNoContent {
					res.header["Content-Type"] = []string{jsonType}
				}
			}),
	}
	for _, name := range slices.Concat(demandedHeaders, []string{"Content-Type", "Elastic-Api-Version"}) {
		dropped := func(_ *call, res *response) { delete(res.header, name) }
		out = append(out, changing(everywhere, "header", "header-missing-"+kebab(http.CanonicalHeaderKey(name)),
			name+" is missing", dropped),
			setting(everywhere, "header-empty-"+kebab(name), name+" is empty", name, ""))
	}
	for _, d := range coreDefinitions() {
		out = append(out, labelFaults(d.ID)...)
	}
	return out
}

// setting gives a header another value, where it is present.
func setting(endpoint, name, title, header string, value ...string) Fault {
	return changing(endpoint, "header", name, title, func(_ *call, res *response) {
		if res.header[header] != nil {
			res.header[header] = value
		}
	})
}

// labelFaults are wrong headers of one endpoint.
func labelFaults(endpoint string) []Fault {
	return []Fault{
		changing(endpoint, "header", "header-missing-elastic-api-version", "elastic-api-version is missing",
			func(_ *call, res *response) { delete(res.header, "Elastic-Api-Version") }),
		changing(endpoint, "header", "header-missing-kbn-name", "kbn-name is missing",
			func(_ *call, res *response) { delete(res.header, "Kbn-Name") }),
		setting(endpoint, "content-type-other-charset", "JSON is labelled ISO-8859-1", "Content-Type",
			"application/json; charset=iso-8859-1"),
		setting(endpoint, "content-type-html", "JSON is labelled text/html", "Content-Type", "text/html; charset=utf-8"),
	}
}
