package reference

import (
	"net/http"
	"slices"
	"strings"
)

// openObjects take members that the document does not name, by endpoint: "" is the whole answer.
var openObjects = map[string][]string{
	"lists.find":         {"", "data[]"},
	"lists.get":          {""},
	"lists.create":       {""},
	"lists.index.create": {""},
	"entitystore.entities.list": {"", "inspect", "records[]", "records[].entity", "records[].asset",
		"records[].event", "records[].user", "records[].host", "records[].service", "records[].*.risk",
		"records[].*.risk.inputs[]"},
	"endpointlist.create":                  {""},
	"exceptionlists.get":                   {""},
	"detections.signals_migration.cleanup": {"", "migrations[]"},
	"detections.signals_migration.status":  {"", "indices[]", "indices[].migrations[]"},
}

var operations = map[string]string{
	"lists.find": "FindLists", "lists.get": "ReadList", "lists.create": "CreateList",
	"lists.index.create":        "CreateListIndex",
	"entitystore.entities.list": "ListEntities", "endpointlist.create": "CreateEndpointList",
	"exceptionlists.get":                   "ReadExceptionList",
	"detections.signals_migration.cleanup": "AlertsMigrationCleanup",
	"detections.signals_migration.status":  "ReadAlertsMigrationStatus",
}

// unknownMember is added where anything may be: a value of every type, and a name that needs care.
var unknownMember = obj{"text": "…", "number": 1.5, "yes": true, "nothing": nil, "list": []any{1, "a", []any{}},
	"a.b/c~d": obj{}}

// openVariants add members wherever the document leaves an object open.
func openVariants() []Variant {
	out := errorVariants()
	for endpoint, paths := range openObjects {
		for _, path := range paths {
			at := steps(path)
			out = append(out, Variant{
				Name: strings.Trim("open-"+kebab(endpoint)+"-"+kebab(path), "-"), Group: "open",
				Endpoints: nearest(endpoint),
				Title:     "an open object has a further member: " + strings.Trim(endpoint+" "+path, " "),
				Source:    "Kibana API document, operation " + operations[endpoint] + " (additional properties are not forbidden)",
				install: on(func(_ *call, res *response) {
					if res.err == nil {
						res.body = editObjects(res.body, at, func(o obj) {
							if len(o) > 0 { // {} says that nothing was created
								o["x_unknown"] = unknownMember
							}
						})
					}
				}, endpoint),
			})
		}
	}
	return out
}

// errorVariants add to errors what their documents allow.
func errorVariants() []Variant {
	adding := func(name, title, source string, fits func(*call, *response) bool, members obj) Variant {
		return Variant{Name: name, Title: title, Group: "open", Source: source,
			install: always(valuesOf, func(c *call, res *response) {
				if body, isObject := res.body.(obj); isObject && res.err != nil && fits(c, res) {
					res.body = with(members, body)
				}
			})}
	}
	const fleet, platformError, siem = "Kibana source, fleet/server/routes/schema/errors.ts",
		"Kibana API document, schema PlatformErrorResponse", "Kibana API document, schema SiemErrorResponse"
	boom := func(_ *call, res *response) bool { return !res.err.siem }
	fromFleet := func(c *call) bool { return strings.HasPrefix(c.route.ID, "fleet.") }
	return []Variant{
		adding("error-with-attributes", "errors have attributes", platformError, boom,
			obj{"attributes": obj{"causes": []any{}, "rule": nil}}),
		adding("error-with-attributes-on-conflicts", "conflicts have attributes, other errors have none", fleet,
			func(_ *call, res *response) bool { return !res.err.siem && res.status == http.StatusConflict },
			obj{"attributes": obj{"existing": "one"}}),
		adding("error-with-error-type", "errors 400 of Fleet have an errorType", fleet,
			func(c *call, res *response) bool { return fromFleet(c) && res.status == http.StatusBadRequest },
			obj{"errorType": "generic_error"}),
		adding("error-with-more-members", "platform errors outside Fleet have further members", platformError,
			func(c *call, res *response) bool { return !res.err.siem && !fromFleet(c) },
			obj{"traceId": "4bf92f3577b34da6", "details": unknownMember}),
		adding("siem-error-with-more-members", "errors of SIEM handlers have further members", siem,
			func(_ *call, res *response) bool { return res.err.siem }, obj{"details": unknownMember}),
	}
}

// newerVariants are a release later than the contract: Fleet closes its objects in the document and
// adds members to them in each minor version, because answers are checked in development only.
func newerVariants() []Variant {
	var out []Variant
	for endpoint, paths := range closed {
		for _, path := range paths {
			at := steps(path)
			out = append(out, Variant{
				Name: strings.Trim("newer-"+kebab(endpoint)+"-"+kebab(path), "-"), Group: "open", Version: "9.4.0",
				Endpoints: []string{endpoint},
				Title:     "a later version adds a member: " + strings.Trim(endpoint+" "+path, " "),
				Source:    "Kibana source, core/http/router-server-internal/src/router.ts (answers are validated in development mode only)",
				install: on(func(_ *call, res *response) {
					if res.err == nil {
						res.body = editObjects(res.body, at,
							func(o obj) { o["added_in_9_4"] = slices.Clone([]any{obj{"enabled": false}}) })
					}
				}, endpoint),
			})
		}
	}
	return out
}
