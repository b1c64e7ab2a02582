package plan

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// granted is how Kibana names the privileges that a caller lacks.
// Source: Kibana source, security/server/authorization/api_authorization.ts.
var granted = regexp.MustCompile(`granted by the Kibana privileges \[([^\]]{1,200})\]`)

// Needs says what the credentials of the run lack when an answer refuses them:
// "needs fleet-settings-all". It is empty for any other answer, and for one in
// another shape than that of Kibana's refusals, which is a matter of its own. A
// foreign recording does not say who asked; it is taken to be its one caller.
func (f *Flow) Needs(x recording.Exchange) string {
	if !x.Complete() || x.Response.Status != http.StatusForbidden || (x.Request.Credential != "full" && x.Request.Credential != "") {
		return ""
	}
	body := x.JSON("@this")
	if body.Get("statusCode").Int() != http.StatusForbidden || body.Get("error").String() != http.StatusText(http.StatusForbidden) || body.Get("message").Type != gjson.String {
		return ""
	}
	const lack = ", which the credentials lack (403)"
	if named := granted.FindStringSubmatch(body.Get("message").String()); named != nil {
		list := strings.FieldsFunc(named[1], func(r rune) bool { return r == ',' || r == ' ' })
		slices.Sort(list)
		return "needs " + strings.Join(list, " and ") + lack
	}
	if words := f.Endpoint.Privileges.Words(); words != "" {
		return "needs " + words + lack
	}
	return ""
}
