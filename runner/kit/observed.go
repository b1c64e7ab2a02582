package kit

import (
	"slices"

	"github.com/Masterminds/semver/v3"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Observed is an exchange that no case asked for, with what its operation owes
// whatever was asked. An empty field owes nothing.
type Observed struct {
	Exchange recording.Exchange
	Success  []int    // statuses of success
	Schemas  []string // of a success; one of them has to fit
	Errors   string   // shape of errors: boom, or any
	Version  bool     // a success names the version of the route
	Ref      string
}

// Observe judges an exchange by what holds for every exchange of its operation.
// Whether the request deserved a refusal is unknown, so that only the form of a
// refusal is judged; and one that Kibana did not sign may be that of a proxy.
func (j *Judge) Observe(o Observed) []rules.Violation {
	x := o.Exchange
	r := x.Response
	if r == nil || r.Status < 200 || r.Status == 304 {
		return nil // nothing that the operation itself has said
	}
	e := rules.Expectation{Level: rules.Required, Ref: o.Ref, Exact: j.compiler.exact, Head: x.Request.Method == "HEAD"}
	if x.Failure != nil && x.Failure.Kind == recording.FailedUnrecorded {
		x.Failure, e.Head = nil, true // no fault of the target; there is no body to judge
	}
	success := r.Status < 300
	if success {
		e.Status = o.Success
	}
	e.Proxied = !success && r.Header.Get("Kbn-Name") == ""
	json := !e.Proxied && r.Status != 503 // a Kibana that starts answers a text
	for _, h := range j.compiler.headers {
		if len(r.Header) > 0 && (h.on == "every" || h.on == "json" && json || h.on == "versioned" && success && o.Version) {
			e.Headers = append(e.Headers, h.Header)
		}
	}
	if e.Proxied { // its content type is its own affair, too
		return slices.DeleteFunc(e.Judge(j.schemas, x), func(v rules.Violation) bool { return v.Rule == "body-not-json" || echo(v) })
	}
	if r.Status >= 400 && o.Errors != "" && json {
		e.Error = &rules.ErrorShape{Family: o.Errors, Level: rules.Required, Ref: o.Ref}
	}
	if !success || len(o.Schemas) == 0 {
		return slices.DeleteFunc(e.Judge(j.schemas, x), echo)
	}
	return j.fitting(e, o.Schemas, x)
}

// echo: what was removed from a foreign recording may have been an ordinary
// word that was somebody's password, too.
func echo(v rules.Violation) bool { return v.Rule == "error-leak" && v.Got == rules.Credentials }

// fitting judges a success by the schema that fits it best. What the contract
// does not know is only recommended against: objects that others made can hold
// more than the ones of a run.
func (j *Judge) fitting(e rules.Expectation, names []string, x recording.Exchange) []rules.Violation {
	var best []rules.Violation
	for i, name := range names {
		e.Schema = name
		found := e.Judge(j.schemas, x)
		if i == 0 || len(found) < len(best) {
			best = found
		}
		if len(best) == 0 {
			return nil
		}
	}
	for i := range best {
		if best[i].Rule == "property-unknown" {
			best[i].Level = min(best[i].Level, rules.Recommended)
		}
	}
	return best
}

// Exact reports whether the target has the contract's version.
func (j *Judge) Exact() bool { return j.compiler.exact }

// Before reports whether the target is older than a version.
func (j *Judge) Before(v *semver.Version) bool { return j.compiler.version.LessThan(v) }
