package doctor

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// A version that is stated says nothing about who is there: a target that answers
// every read as no API does cannot be tested.
func TestAStatedVersionHidesNoTargetThatAnswersNothing(t *testing.T) {
	behindStatus := func(h http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/status" {
				kibana{}.ServeHTTP(w, r)
				return
			}
			h.ServeHTTP(w, r)
		}
	}
	mixed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		says(map[bool]int{true: 404, false: 302}[strings.Contains(r.URL.Path, "fleet")], "Location", "/login", "{}")(w, r)
	})
	login := target.Credentials{Full: target.APIKey(key)}
	for _, row := range []struct {
		name    string
		target  http.Handler
		who     target.Credentials
		check   string
		finding string
		remedy  string
	}{
		{"pages", says(200, "Content-Type", "text/html", "<html>Welcome</html>"), login, "answers", "every read is answered with an HTML page", "login or proxy"},
		{"redirects", says(302, "Location", "/login", ""), login, "answers", `every read is answered with a redirect (GET /api/fleet/things: 302 Found to "/login")`, "login or proxy"},
		{"nothing is here", says(404, "Content-Type", "application/json", "{}"), login, "answers", "with 404", "base path"},
		{"errors", behindStatus(says(500, "Content-Type", "application/json", "{}")), login, "answers", "with an error of the server (GET /api/fleet/things: 500", "log of the server"},
		{"a mixture", mixed, login, "answers", "with 404 or a redirect", "check --target"},
		{"strangers", kibana{}, target.Credentials{}, "credentials", "the target wants credentials (401), and none were given", "set KBN_CONFORMANCE_API_KEY"},
		{"a key for other paths", behindStatus(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			says(map[bool]int{true: 404, false: 401}[strings.Contains(r.URL.Path, "kbn-conformance")], "Content-Type", "application/json", "{}")(w, r)
		})), login, "answers", "with 401", "encoded form"},
	} {
		t.Run(row.name, func(t *testing.T) {
			report := examine(t, target.Config{BaseURL: serve(t, row.target), Credentials: row.who}, Options{Stated: "9.1.0", Reads: reads})
			diagnosed(t, report, row.check, Failed, row.finding, row.remedy)
			for _, c := range report.Checks {
				if strings.HasPrefix(c.ID, "privileges.") && c.State == Fine && !strings.Contains(c.Finding, "404") {
					t.Errorf("%s: %s", c.ID, c.Finding)
				}
			}
		})
	}
}

func TestAStatedVersionLetsAMockPass(t *testing.T) {
	url := serve(t, says(404, "Content-Type", "application/json", "{}"))
	config := target.Config{BaseURL: url, Credentials: target.Credentials{Full: target.APIKey(key)}}
	diagnosed(t, examine(t, config, Options{Stated: "9.1.0", Quick: true}), "kibana", Warning, "no /api/status (404)", "judged as 9.1.0")
	config.BaseURL = serve(t, kibana{status: `{"version":{"number":"string","build_flavor":"serverless"},"status":{"overall":{"level":"available"}}}`})
	if r := examine(t, config, Options{Quick: true}); r.Info.Flavor != "" || r.Info.Version != "" || !r.Usable {
		t.Errorf("an example was believed: %+v", r.Info)
	}
}

// What was stated is called stated, and is looked at like what is told.
func TestAStatedVersionMayLieOutsideOfTheContract(t *testing.T) {
	login := target.Credentials{Full: target.APIKey(key)}
	for stated, want := range map[string]Check{
		"9.1.0":  {"version", Fine, "judged as 9.1.0, which was stated", ""},
		"99.1.0": {"version", Warning, "judged as 99.1.0, which was stated and is newer than the contract (9.1)", "mind that in the verdict, or correct --kibana-version"},
	} {
		for _, h := range []http.Handler{kibana{}, says(200, "Content-Type", "application/json", "{}")} {
			r := examine(t, target.Config{BaseURL: serve(t, h), Credentials: login}, Options{Stated: stated, Quick: true})
			if _, told := h.(kibana); !slices.Contains(r.Checks, want) && (told || want.State != Fine) {
				t.Errorf("%s: %+v", stated, r.Checks)
			}
		}
	}
}
