package reference

import (
	"net/http"
	"strings"
)

// fieldFaults are wrong members in the JSON of a success.
func fieldFaults() []Fault {
	var out []Fault
	for endpoint, list := range answerFields {
		add := func(name, title, path string, change func(obj, string)) {
			out = append(out, changing(endpoint, "body", name+"-"+kebab(path), title+": "+path, onSuccess(path, change)))
		}
		for field := range strings.SplitSeq(list, ", ") {
			path, kind, _ := strings.Cut(field, " ")
			other := otherType[strings.TrimRight(kind, "?~")]
			add("field-wrong-type", "a member has another type", path, func(o obj, m string) { o[m] = other })
			if !strings.Contains(kind, "~") {
				add("field-missing", "a required member is missing", path, func(o obj, m string) { delete(o, m) })
			}
			if !strings.Contains(kind, "?") {
				add("field-null", "a member is null", path, func(o obj, m string) { o[m] = nil })
			}
			if strings.TrimRight(kind, "~") == "integer" {
				add("field-beyond-exact", "a number is beyond 2^53", path, func(o obj, m string) { o[m] = beyondExact })
			}
			// Deeper ones would say no more than the first level does.
			if each := strings.LastIndex(path, "[]"); each >= 0 && strings.Count(path[each:], ".") <= 2 &&
				strings.Count(path, "[]") == 1 {
				second := path[:each] + "[1]" + path[each+2:]
				add("field-wrong-type", "a member of the second element alone has another type", second,
					func(o obj, m string) { o[m] = other })
			}
		}
		for path, value := range outside[endpoint] {
			add("field-wrong-value", "a member has a value it cannot have", path, func(o obj, m string) { o[m] = value })
		}
		for _, path := range closed[endpoint] {
			out = append(out, changing(endpoint, "body", strings.Trim("field-surplus-"+kebab(path), "-"),
				"a closed object has a further member", surplus(path)))
		}
	}
	return append(out, bodyFaults()...)
}

func onSuccess(path string, change func(obj, string)) mutator {
	return func(_ *call, res *response) {
		if res.err == nil && res.body != nil {
			res.body = edit(res.body, path, change)
		}
	}
}

func surplus(path string) mutator {
	return func(_ *call, res *response) {
		switch {
		case res.err != nil || res.body == nil:
		case path == "":
			res.body = with(objectOf(res.body), obj{"surprise": true})
		default:
			res.body = edit(res.body, path, func(o obj, m string) { o[m] = with(objectOf(o[m]), obj{"surprise": true}) })
		}
	}
}

// bodyFaults are successes whose body as a whole is another one.
func bodyFaults() []Fault {
	var out []Fault
	for _, d := range coreDefinitions() {
		if d.ID == "roles.delete" {
			continue
		}
		out = append(out, inAList(d.ID), asAnError(d.ID))
	}
	return append(out,
		changing("fleet.check_permissions.get", "body", "error-beside-success", "success comes with an error",
			onSuccess("success", func(o obj, _ string) {
				if truth(o["success"]) {
					o["error"] = "MISSING_PRIVILEGES"
				}
			})),
		changing("fleet.check_permissions.get", "body", "failure-without-error", "a failure does not say what is missing",
			onSuccess("error", func(o obj, m string) { delete(o, m) })),
		changing("fleet.check_permissions.get", "body", "unknown-error", "a failure names something unknown",
			onSuccess("error", func(o obj, m string) { o[m] = "MISSING_LUCK" })))
}

func inAList(endpoint string) Fault {
	return changing(endpoint, "body", "body-in-a-list", "the object comes inside a list", func(_ *call, res *response) {
		if res.err == nil && res.body != nil {
			res.body = []any{res.body}
		}
	})
}

func asAnError(endpoint string) Fault {
	return changing(endpoint, "body", "body-is-an-error", "a success carries an error body", func(_ *call, res *response) {
		if res.err == nil && res.body != nil {
			res.body = (&failure{status: http.StatusInternalServerError, message: errUnhandled}).body()
		}
	})
}
