package verify

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/suites"
)

func contract(t testing.TB) kit.Contract {
	t.Helper()
	c, err := suites.Contract()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// signed are the headers of a Kibana 9.1.
func signed() http.Header {
	return http.Header{
		"Kbn-Name": {"kibana"}, "Kbn-License-Sig": {"aa"}, "Content-Type": {"application/json; charset=utf-8"}, "Elastic-Api-Version": {"2023-10-31"},
		"Cache-Control": {"private, no-cache, no-store, must-revalidate"}, "X-Content-Type-Options": {"nosniff"}, "Referrer-Policy": {"strict-origin-when-cross-origin"},
		"Permissions-Policy": {"camera=()"}, "Cross-Origin-Opener-Policy": {"same-origin"}, "Content-Security-Policy": {"script-src 'self'"},
	}
}

// exchange is a request with an answer of Kibana.
func exchange(method, url, body string, status int, answer string) recording.Exchange {
	x := recording.Exchange{
		Request:  recording.Request{Method: method, URL: "http://kibana.test" + url, Header: http.Header{"Kbn-Xsrf": {"x"}, "Authorization": {"Basic [redacted]"}}},
		Response: &recording.Response{Status: status, Header: signed(), Body: []byte(answer)}, Started: time.Unix(1e9, 0).UTC(), Duration: time.Millisecond,
	}
	if body != "" {
		x.Request.Body, x.Request.Size = []byte(body), int64(len(body))
		x.Request.Header.Set("Content-Type", "application/json")
	}
	return x
}

func file(t testing.TB, exchanges ...recording.Exchange) func() (io.ReadCloser, error) {
	t.Helper()
	var out bytes.Buffer
	if err := recording.WriteHAR(&out, recording.Meta{Tool: "browser", Version: "1"}, exchanges); err != nil {
		t.Fatal(err)
	}
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(out.Bytes())), nil }
}

const (
	deleted = `{"id":"a"}`
	boom404 = `{"statusCode":404,"error":"Not Found","message":"gone"}`
	proxy   = `{"item":{"id":"a","name":"a","url":"http://p.test:80","is_preconfigured":false}}`
)

func changed(x recording.Exchange, change func(*recording.Exchange)) recording.Exchange {
	r := *x.Response
	r.Header, x.Request.Header, x.Response = r.Header.Clone(), x.Request.Header.Clone(), &r
	change(&x)
	return x
}

// Each row is one exchange; want is the rule and level of each violation.
func TestForeignExchanges(t *testing.T) {
	c := contract(t)
	status := exchange("GET", "/api/status", "", 200, `{"version":{"number":"9.1.0","build_flavor":"traditional"}}`)
	del := exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 200, deleted)
	put := exchange("PUT", "/api/fleet/proxies/a", `{"name":"a","url":"http://p.test:80"}`, 200, proxy)
	without := func(name string) func(*recording.Exchange) {
		return func(x *recording.Exchange) {
			delete(x.Response.Header, name)
		}
	}
	asked := func(name, value string) func(*recording.Exchange) {
		return func(x *recording.Exchange) {
			delete(x.Request.Header, name)
			if value != "" {
				x.Request.Header.Set(name, value)
			}
		}
	}
	for name, row := range map[string]struct {
		x    recording.Exchange
		want string
	}{
		"a right one":                     {del, ""},
		"a right write":                   {put, ""},
		"a refusal, whatever it was for":  {exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 404, boom404), ""},
		"a header is missing":             {changed(del, without("Kbn-Name")), "header-missing required"},
		"no version on a success":         {changed(del, without("Elastic-Api-Version")), "header-missing required"},
		"no version on a refusal":         {changed(exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 404, boom404), without("Elastic-Api-Version")), ""},
		"no JSON":                         {exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 200, `{"id":"a",}`), "body-not-json required"},
		"another shape":                   {exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 200, `{"id":7}`), "schema-mismatch required"},
		"another success":                 {exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 202, deleted), "status-unexpected required"},
		"an error without its shape":      {exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 404, `{"error":"gone"}`), "error-shape required, error-shape required"},
		"an error with another status":    {exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 400, boom404), "error-status required"},
		"a stack trace":                   {exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 500, `{"statusCode":500,"error":"x","message":"at f (/a/b.js:1:2)"}`), "error-leak required"},
		"a siem error on a boom endpoint": {exchange("DELETE", "/api/fleet/fleet_server_hosts/a", "", 404, `{"message":"x","status_code":404}`), "error-shape required"},
		"a siem error where it may be":    {exchange("GET", "/api/lists/_find", "", 404, `{"message":"x","status_code":404}`), ""},
		"a proxy's page":                  {changed(exchange("GET", "/api/lists/_find", "", 502, "<html>"), func(x *recording.Exchange) { x.Response.Header = http.Header{"Content-Type": {"text/html"}} }), "header-missing recommended"},
		"a Kibana that starts": {changed(exchange("GET", "/api/lists/_find", "", 503, "Kibana server is not ready yet"), func(x *recording.Exchange) {
			x.Response.Header = signed()
			x.Response.Header.Set("Content-Type", "text/plain")
		}), ""},
		"a write without kbn-xsrf":            {changed(put, asked("Kbn-Xsrf", "")), "status-unexpected required"},
		"a write with kbn-version":            {changed(changed(put, asked("Kbn-Xsrf", "")), asked("Kbn-Version", "9.1.0")), ""},
		"a read without kbn-xsrf":             {changed(exchange("GET", "/api/fleet/check-permissions", "", 200, `{"success":true}`), asked("Kbn-Xsrf", "")), ""},
		"a write whose headers are unknown":   {changed(put, func(x *recording.Exchange) { x.Request.Header = nil }), ""},
		"another API version":                 {changed(del, asked("Elastic-Api-Version", "2020-01-01")), "status-unexpected required"},
		"the API version":                     {changed(del, asked("Elastic-Api-Version", "2023-10-31")), ""},
		"an unknown key of a body":            {exchange("PUT", "/api/fleet/proxies/a", `{"name":"a","url":"http://p.test:80","surprise":1}`, 200, proxy), "status-unexpected required"},
		"an unknown key that is refused":      {exchange("PUT", "/api/fleet/proxies/a", `{"surprise":1}`, 400, `{"statusCode":400,"error":"Bad Request","message":"x"}`), ""},
		"an unknown key of a query":           {exchange("GET", "/api/fleet/check-permissions?surprise=1", "", 200, `{"success":true}`), "status-unexpected required"},
		"a known key of a query":              {exchange("GET", "/api/fleet/check-permissions?fleetServerSetup=true", "", 200, `{"success":true}`), ""},
		"a broken body that is accepted":      {exchange("PUT", "/api/fleet/proxies/a", `{"name":`, 200, proxy), "status-unexpected required"},
		"a body of which a part was recorded": {changed(exchange("PUT", "/api/fleet/proxies/a", `{"name":`, 200, proxy), func(x *recording.Exchange) { x.Request.Size = 900 }), ""},
		"an unknown property":                 {exchange("PUT", "/api/fleet/proxies/a", `{"name":"a"}`, 200, `{"item":{"id":"a","name":"a","url":"http://p.test:80","is_preconfigured":false,"x":1}}`), "property-unknown recommended"},
		"a neighbour of another shape":        {exchange("GET", "/api/fleet/proxies/a", "", 200, `{"item":7}`), "schema-mismatch recommended"},
		"a neighbour without a header":        {changed(exchange("GET", "/api/fleet/proxies/a", "", 200, proxy), without("Cache-Control")), "header-missing required"},
		"an answer that broke off":            {changed(del, func(x *recording.Exchange) { x.Failure = &recording.Failure{Kind: recording.FailedCut, Text: "ended"} }), "answer-incomplete required"},
		"a body that was not recorded": {changed(del, func(x *recording.Exchange) {
			r := *x.Response
			r.Body = nil
			x.Response, x.Failure = &r, &recording.Failure{Kind: recording.FailedUnrecorded, Text: "no body"}
		}), ""},
		"not modified":              {changed(exchange("GET", "/api/lists/_find", "", 304, ""), func(x *recording.Exchange) { x.Response.Header = nil }), ""},
		"headers were not recorded": {changed(del, func(x *recording.Exchange) { x.Response.Header = http.Header{} }), ""},
		"HEAD":                      {changed(exchange("HEAD", "/api/fleet/check-permissions", "", 200, ""), func(x *recording.Exchange) { x.Response.Body = nil }), ""},
	} {
		t.Run(name, func(t *testing.T) {
			run, err := Foreign(t.Context(), c, file(t, status, row.x), Options{})
			if err != nil || len(run.Cases) != 1 {
				t.Fatalf("%v, %+v", err, run)
			}
			var got []string
			proxied := row.x.Response.Header.Get("Kbn-Name") == "" && row.x.Response.Status == 502
			for _, v := range run.Cases[0].Violations {
				if v.Rule == "header-missing" && proxied && len(got) > 0 {
					continue // all headers of Kibana, in one word
				}
				got = append(got, v.Rule+" "+v.Level)
			}
			if strings.Join(got, ", ") != row.want {
				t.Errorf("got  %s: %+v\nwant %s", strings.Join(got, ", "), run.Cases[0].Violations, row.want)
			}
			if failed := strings.Contains(row.want, "required"); failed != (run.Cases[0].Outcome == reports.Failed) || failed != (run.ExitCode == 1) {
				t.Errorf("outcome %s, exit code %d", run.Cases[0].Outcome, run.ExitCode)
			}
		})
	}
}

// Without a version in the recording, nothing that depends on it is said.
func TestWithoutAVersionLessIsCertain(t *testing.T) {
	x := exchange("PUT", "/api/fleet/proxies/a", `{"name":"a","url":"http://p.test:80","surprise":1}`, 200, proxy)
	delete(x.Response.Header, "Elastic-Api-Version")
	x.Request.Header.Set("Elastic-Api-Version", "2020-01-01")
	c := contract(t)
	for version, want := range map[string]int{"": 0, "9.1.0": 3, "8.13.0": 0, "9.2.0": 2} {
		run, err := Foreign(t.Context(), c, file(t, x), Options{Version: version})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(run.Cases[0].Violations); got != want {
			t.Errorf("%q: %d violations, want %d: %+v", version, got, want, run.Cases[0].Violations)
		}
		if told := len(run.Conditions) == 0; told != (version != "" && version != "9.2.0") {
			t.Errorf("%q: conditions %q", version, run.Conditions)
		}
	}
}

func TestAMillionAlikeAreOneCase(t *testing.T) {
	var all []recording.Exchange
	for i := range 300 {
		x := exchange("DELETE", "/kbn/s/team/api/fleet/fleet_server_hosts/a", "", 200, deleted)
		if i%100 == 7 {
			delete(x.Response.Header, "Kbn-Name")
		}
		all = append(all, x)
	}
	run, err := Foreign(t.Context(), contract(t), file(t, all...), Options{})
	if err != nil || len(run.Cases) != 1 {
		t.Fatal(err, len(run.Cases))
	}
	k := run.Cases[0]
	if k.ID != "fleet.fleet_server_hosts.delete.observed.200" || len(k.Violations) != 1 || k.Violations[0].Got != "(3 of 300, first entry 7)" || k.Exchange.Index != 7 || k.Exchange.Response == nil {
		t.Errorf("%+v", k)
	}
	if run.Source.Matched != 300 || run.Mode != "write" || run.Load.Requests != 300 || run.Target.URL != "http://kibana.test" {
		t.Errorf("%+v %+v", run.Source, run)
	}
}

func TestWhatIsNotOfTheTargetIsListed(t *testing.T) {
	elsewhere := exchange("GET", "/api/lists/_find", "", 200, `[]`)
	elsewhere.Request.URL, elsewhere.Response.Header = "https://other.test/api/lists/_find", http.Header{"Content-Type": {"application/json"}}
	right := exchange("GET", "/api/fleet/check-permissions", "", 200, `{"success":true}`)
	gone := right
	gone.Response, gone.Failure = nil, &recording.Failure{Kind: recording.FailedUnrecorded, Text: "aborted"}
	all := []recording.Exchange{
		right, elsewhere, gone,
		exchange("GET", "/api/saved_objects/1234567890abcdef", "", 200, "{}"), exchange("GET", "/api/saved_objects/fedcba0987654321", "", 200, "{}"), exchange("GET", "/app/home", "", 200, "<html>"),
	}
	run, err := Foreign(t.Context(), contract(t), file(t, all...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []reports.Unmatched{{Method: "GET", Path: "/api/saved_objects/*", Count: 2}, {Method: "GET", Path: "/app/home", Count: 1}, {Method: "GET", Path: "https://other.test/api/lists/_find", Count: 1}}
	if len(run.Source.Unmatched) != 3 || run.Source.Unmatched[0] != want[0] || run.Source.Unmatched[1] != want[1] || run.Source.Unmatched[2] != want[2] {
		t.Errorf("%+v", run.Source.Unmatched)
	}
	if run.Verdict != reports.Conforms || run.Source.Matched != 2 || run.Source.Unanswered != 1 || run.Source.Exchanges != 6 {
		t.Errorf("%s %+v", run.Headline(), run.Source)
	}
	for target, exit := range map[string]int{"https://other.test": 1, "http://kibana.test/": 0, "http://kibana.test/kbn": 3} {
		run, err := Foreign(t.Context(), contract(t), file(t, all...), Options{Target: target})
		if err != nil || run.ExitCode != exit {
			t.Errorf("%s: exit code %d, want %d, %v", target, run.ExitCode, exit, err)
		}
	}
}

func TestNothingMatchedIsNoVerdict(t *testing.T) {
	for name, open := range map[string]func() (io.ReadCloser, error){
		"no entry":        file(t),
		"nothing matches": file(t, exchange("GET", "/app/home", "", 200, "x")),
	} {
		run, err := Foreign(t.Context(), contract(t), open, Options{})
		if err != nil || run.ExitCode != 3 || !strings.Contains(run.Headline(), nothing) {
			t.Errorf("%s: %v %s", name, err, run.Headline())
		}
	}
}

func TestARecordingThatWasCutShort(t *testing.T) {
	open := file(t, exchange("GET", "/api/fleet/check-permissions", "", 200, `{"success":true}`), exchange("GET", "/api/lists/_find", "", 200, "{}"))
	in, _ := open()
	whole, _ := io.ReadAll(in)
	cut := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(whole[:len(whole)-200])), nil }
	run, err := File(t.Context(), contract(t), cut, Options{})
	if err != nil || run.ExitCode != 3 || len(run.Cases) != 1 || !strings.Contains(run.Headline(), "cut short after 1") {
		t.Errorf("%v %s", err, run.Headline())
	}
}
