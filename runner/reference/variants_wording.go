package reference

import (
	"net/http"
	"slices"
	"strings"
)

// wordingVariants say the same in other words: texts are for people. What a text must still hold is
// kept: the prefix of a validation text, the name of the missing header, the id that was not found.
func wordingVariants() []Variant {
	return slices.Concat(causes(), dialects(), manners())
}

// rewording changes the text of the errors that fit.
func rewording(name, title, source string, fits func(*call, *response) bool, say func(string) string) Variant {
	return Variant{Name: name, Title: title, Group: "wording", Source: source,
		install: always(valuesOf, func(c *call, res *response) {
			body, isObject := res.body.(obj)
			if message, isText := body["message"].(string); isObject && isText && res.err != nil && fits(c, res) {
				res.body = with(body, obj{"message": say(message)})
			}
		})}
}

// causes are one variant for each reason to refuse something.
func causes() []Variant {
	const free = "Kibana API document, schema PlatformErrorResponse (message is any string)"
	var out []Variant
	for _, row := range []struct {
		name, title, where string
		status             int // 0: any
		say                string
	}{
		{"authentication", "missing and wrong credentials", stageAuthenticate, 0,
			"missing authentication credentials for REST request"},
		{"xsrf", "a missing kbn-xsrf", stageXSRF, 0, "This request lacks the header kbn-xsrf, which every change needs"},
		{"kbn-version", "a client for another version", stageKbnVersion, 0, "The client does not belong to this server"},
		{"authorisation", "missing privileges", stageAuthorise, 0, "Forbidden"},
		{"api-version", "a wrong version of the API", stageAPIVersion, 0, "This version of the endpoint is not served"},
		{"malformed-json", "a body that is no JSON", stageReadBody, http.StatusBadRequest, "Unexpected end of JSON input"},
		{"media-type", "an unsupported content type", stageReadBody, http.StatusUnsupportedMediaType,
			"Unsupported content type. Please use application/gzip or application/zip, or application/json"},
		{"size", "a body that is too large", stageReadBody, http.StatusRequestEntityTooLarge,
			"request entity too large, maximum is one mebibyte"},
		{"invalid", "what a handler finds invalid", stageHandle, http.StatusBadRequest, "This cannot be done"},
		{"elasticsearch-refusal", "what Elasticsearch does not permit", stageHandle, http.StatusForbidden,
			"[security_exception]: the role grants too little"},
		{"limit", "too many uploads", stageHandle, http.StatusTooManyRequests, "Try again later"},
		{"failure", "a handler that failed", stageHandle, http.StatusInternalServerError, "Something went wrong"},
	} {
		out = append(out, rewording("wording-of-"+row.name, row.title+": in other words", free,
			func(_ *call, res *response) bool {
				return res.where == row.where && (row.status == 0 || row.status == res.status)
			},
			func(string) string { return row.say }))
	}
	other := strings.NewReplacer("Saved object", "Document", "not found", "is missing", "does not exist", "is missing",
		"already exists", "is taken", "conflict", "clashes with another", "was not found", "is missing").Replace
	handled := func(status int) func(*call, *response) bool {
		return func(_ *call, res *response) bool { return res.where == stageHandle && res.status == status }
	}
	return append(out,
		rewording("wording-of-absence", "what does not exist: in other words", free, handled(http.StatusNotFound), other),
		rewording("wording-of-conflict", "what exists already: in other words", free, handled(http.StatusConflict), other),
		rewording("policy-type-of-spaces", "a missing agent policy is named by the type that knows spaces",
			"Kibana source, fleet/common/constants/agent_policy.ts",
			handled(http.StatusNotFound), func(message string) string {
				return strings.ReplaceAll(message, kindAgentPolicy, "fleet-agent-policies")
			}),
		Variant{Name: "payload-too-large", Title: "the phrase of a 413 is that of Node", Group: "wording",
			Source: "RFC 7231, section 6.5.11 (413 Payload Too Large)",
			install: always(valuesOf, func(_ *call, res *response) {
				if body, isObject := res.body.(obj); isObject && res.err != nil &&
					res.status == http.StatusRequestEntityTooLarge {
					res.body = with(body, obj{"error": "Payload Too Large"})
				}
			})})
}

// manners change every text, whatever its cause.
func manners() []Variant {
	const free = "Kibana API document, schemas PlatformErrorResponse and SiemErrorResponse (message is any string)"
	all := func(*call, *response) bool { return true }
	return []Variant{
		rewording("wording-very-long", "texts are very long", free, all,
			func(m string) string { return m + strings.Repeat(" Please consult the documentation.", 1000) }),
		rewording("wording-beyond-ascii", "texts go on in other scripts", free, all,
			func(m string) string { return m + " — 請參閱文件 · см. документацию 😀 " }),
		rewording("wording-in-lines", "texts go on in further lines", free, all,
			func(m string) string { return m + "\n\tRoot causes:\n\t\tnone: \"quoted\" \\ and <b>marked</b> & more" }),
		rewording("siem-errors-without-text", "errors of SIEM handlers that name no object have an empty text",
			"Kibana API document, schema SiemErrorResponse (no minimal length)",
			func(_ *call, res *response) bool {
				return res.err.siem && res.status != http.StatusNotFound && res.status != http.StatusConflict
			},
			func(string) string { return "" }),
	}
}
