package plan

import (
	"net/http"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestNeedsNamesWhatTheCredentialsLack(t *testing.T) {
	const lack = ", which the credentials lack (403)"
	boom := func(message string) string {
		return `{"statusCode":403,"error":"Forbidden","message":"` + message + `"}`
	}
	listed := func(list string) string {
		return boom("API [GET /x] is unauthorized for user, this action is granted by the Kibana privileges [" + list + "]")
	}
	one, all := fixtures.Privileges{Any: []string{"b-read", "a-read"}}, fixtures.Privileges{All: []string{"a-all", "b-all"}}
	for _, row := range []struct {
		name       string
		privileges fixtures.Privileges
		body, want string
	}{
		{"one of several", one, listed("a-read,b-read"), "needs b-read or a-read" + lack},
		{"all of several", all, listed("b-all, a-all"), "needs a-all and b-all" + lack},
		{"some of them", all, listed("b-all"), "needs b-all" + lack},
		{"others, of a preparation", all, listed("manage_spaces"), "needs manage_spaces" + lack},
		{"an older release", all, boom("Forbidden"), "needs a-all and b-all" + lack},
		{"Elasticsearch", all, boom("[security_exception]: action is unauthorized"), "needs a-all and b-all" + lack},
		{"an endpoint for everybody", fixtures.Privileges{None: "it is for everybody"}, boom("Forbidden"), ""},
		{"no JSON", all, "Forbidden", ""},
		{"another phrase", all, `{"statusCode":403,"error":"No","message":"x"}`, ""},
		{"a protected object", all, boom("Default Fleet Server host x cannot be deleted."), ""},
		{"no message", all, `{"statusCode":403,"error":"Forbidden"}`, ""},
	} {
		f := &Flow{Endpoint: &fixtures.Endpoint{Privileges: row.privileges}}
		x := recording.Exchange{Request: recording.Request{Method: "GET", Credential: "full"}, Response: &recording.Response{Status: http.StatusForbidden, Body: []byte(row.body)}}
		if got := f.Needs(x); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
		x.Request.Credential = "unprivileged"
		if got := f.Needs(x); got != "" {
			t.Errorf("%s: somebody else %s", row.name, got)
		}
	}
}
