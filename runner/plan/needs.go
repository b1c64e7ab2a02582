package plan

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// granted is how Kibana names the privileges that a caller lacks.
// Source: Kibana source, security/server/authorization/api_authorization.ts.
var granted = regexp.MustCompile(`granted by the Kibana privileges \[([^\]]{1,200})\]`)

// aboutCaller is the wording of refusals for lack of privileges, by Kibana and by
// Elasticsearch behind it, across versions. Other refusals with 403, such as those
// of protected objects, are worded by what they are about.
var aboutCaller = regexp.MustCompile(`(?i)unauthori[sz]ed|security_exception|privilege|permission|not permitted|access denied|^forbidden$`)

// Needs says what the credentials of the run lack when an answer refuses them:
// "needs fleet-settings-all". It is empty for any other answer, and for one in
// another shape than that of Kibana's refusals, which is a matter of its own. A
// foreign recording does not say who asked; it is taken to be its one caller.
func (f *Flow) Needs(x recording.Exchange) string {
	if !x.Complete() || x.Response.Status != http.StatusForbidden || f.Endpoint == nil || (x.Request.Credential != "full" && x.Request.Credential != "") {
		return ""
	}
	const lack = ", which the credentials lack (403)"
	words := f.Endpoint.Privileges.Words()
	if body := x.JSON("@this"); x.Request.Method != http.MethodHead { // which has no body to look at
		if body.Get("statusCode").Int() != http.StatusForbidden || body.Get("error").String() != http.StatusText(http.StatusForbidden) || !aboutCaller.MatchString(body.Get("message").String()) {
			return ""
		}
		if named := granted.FindStringSubmatch(body.Get("message").String()); named != nil && !f.endpointNeeds(named[1]) {
			words = strings.Join(privileges(named[1]), ", ")
		}
	}
	if words == "" {
		return ""
	}
	return "needs " + words + lack
}

// endpointNeeds tells whether a list of privileges is that of the endpoint, which
// knows besides whether all of them are needed or one.
func (f *Flow) endpointNeeds(list string) bool {
	own := slices.Concat(f.Endpoint.Privileges.All, f.Endpoint.Privileges.Any)
	slices.Sort(own)
	return slices.Equal(own, privileges(list))
}

func privileges(list string) []string {
	names := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	slices.Sort(names)
	return names
}
