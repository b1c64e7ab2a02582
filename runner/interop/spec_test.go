package interop

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// share is the part of the plan that is played: Prism answers some hundred
// requests a second, and the whole plan has more than ten thousand.
const share = "1/5"

// TestInteropSpec plays the flows of the document that Prism serves. Both sides
// have all from it, so that a request that Prism refuses for what it holds, and a
// body that Prism made, show who reads the document wrongly.
func TestInteropSpec(t *testing.T) {
	if !strings.Contains(flag.Lookup("test.run").Value.String(), "Interop") {
		t.Skip("run make interop: this starts a mock server from npm")
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	document := published(t)
	mock, err := install(ctx)
	if err != nil {
		t.Skipf("no Prism to test against: %v", err)
	}
	program := build(ctx, t)
	server := mock.serve(ctx, t, repair(t, document))
	result := program.run(ctx, t, server.url, key, "--spec", document, "--mode", "write", "--allow", "everything", "--kibana-version", "9.1.0", "--seed", "1", "--shard", share, "--run-id", "interop")
	result.completes(t)
	if server.over() {
		t.Fatal("Prism died although its document was repaired")
	}
	text, err := readable(document)
	if err != nil {
		t.Fatal(err)
	}
	second := secondEngine(t, text)
	schemas, judged := 0, 0
	for _, c := range result.report.Cases {
		if c.Exchange == nil || !strings.HasPrefix(sourceOf(c), "OpenAPI document") {
			continue
		}
		judged++
		x := result.exchanges[c.Exchange.Index]
		if x.Response == nil {
			if c.Outcome != reports.Skipped { // by the guard of the client
				t.Errorf("%s got no answer", c.ID)
			}
			continue
		}
		if why := unlawful(c, x); why != "" {
			t.Errorf("%s: %s", c.ID, why)
		}
		if why := second.misreads(c, x); why != "" {
			t.Errorf("%s: %s", c.ID, why)
		}
		for _, v := range c.Violations {
			if v.Rule != "schema-mismatch" && v.Rule != "property-unknown" {
				continue
			}
			schemas++
			if why := second.denies(v, x); why != "" {
				t.Errorf("%s: %s %s, want %s, got %s; %s", c.ID, v.Rule, v.Pointer, v.Want, v.Got, why)
			}
		}
	}
	second.report(t)
	if judged < 500 || schemas < 50 {
		t.Errorf("%d cases of the document with an answer and %d violations of schemas: too few to say anything", judged, schemas)
	}
}

// sourceOf is where the requirements of an endpoint are written.
func sourceOf(c reports.Case) string {
	for _, v := range c.Violations {
		if strings.HasPrefix(v.Ref, "OpenAPI document") {
			return v.Ref
		}
	}
	return c.Ref
}

// unlawful says what is not true about what is said of a status: it is one of
// those that are wanted, or the document forbids the request that was refused. A
// refusal of what a document suggests weighs little.
func unlawful(c reports.Case, x recording.Exchange) string {
	at := slices.IndexFunc(c.Violations, func(v reports.Violation) bool { return v.Rule == "status-unexpected" })
	if at < 0 {
		return ""
	}
	v := c.Violations[at]
	for want := range strings.SplitSeq(v.Want, " or ") {
		if strings.HasPrefix(want, strconv.Itoa(x.Response.Status)+" ") {
			return "want " + v.Want + ", and it came"
		}
	}
	if !strings.HasPrefix(v.Want, "2") {
		return "" // a refusal was due
	}
	if x.Response.Status/100 == 4 && v.Level != "optional" {
		return fmt.Sprintf("%d to what the document suggests is %s", x.Response.Status, v.Level)
	}
	if found := forbidden(x); len(found) > 0 && taken[c.ID] == "" {
		return fmt.Sprintf("want %s, got %s; but the document forbids what was sent: %v", v.Want, v.Got, found)
	}
	return ""
}

// taken are requests that the document forbids and Kibana takes, as a correction
// says, and one that Prism reads otherwise than it was sent; with the reason.
var taken = map[string]string{
	"fleet.post_fleet_fleet_server_hosts.life.update": "proxy_id may be left out",
	"fleet.put_fleet_fleet_server_hosts_itemid.least": "proxy_id may be left out",
	"fleet.post_fleet_proxies.life.update":            "what may be null may be left out",
	"entity_analytics.bulk_upload_users_json.text":    "Prism reads text/json as a text",
}

// forbidden is what Prism found wrong with a request.
func forbidden(x recording.Exchange) []string {
	type finding struct {
		Location []string `json:"location"`
		Message  string   `json:"message"`
	}
	var inHeader []finding
	_ = json.Unmarshal([]byte(x.Response.Header.Get("Sl-Violations")), &inHeader) // Prism's word, if any
	var inBody struct {
		Validation []finding `json:"validation"`
	}
	_ = json.Unmarshal(x.Response.Body, &inBody)
	var out []string
	for _, f := range append(inHeader, inBody.Validation...) {
		if len(f.Location) > 0 && f.Location[0] != "response" {
			out = append(out, fmt.Sprintf("%s: %s", strings.Join(f.Location, "/"), f.Message))
		}
	}
	return out
}

func TestAnUnlawfulStatementIsNoticed(t *testing.T) {
	const word = `[{"location":["request","body"],"message":"must be object"}]`
	for name, row := range map[string]struct {
		want, level string
		status      int
		word        string
		true        bool
	}{
		"a failure":                            {"200 OK", "recommended", 500, "", true},
		"a success that is not listed":         {"200 OK or 201 Created", "recommended", 204, "", true},
		"a refusal that was due":               {"400 Bad Request", "required", 422, word, true},
		"what is wanted came":                  {"200 OK or 201 Created", "required", 201, "", false},
		"a refusal that weighs little":         {"200 OK", "optional", 409, "", true},
		"a refusal that weighs much":           {"200 OK", "recommended", 409, "", false},
		"a refusal of what the document bars":  {"200 OK", "optional", 400, word, false},
		"a word of Prism about its own answer": {"200 OK", "optional", 400, strings.Replace(word, "request", "response", 1), true},
	} {
		x := recording.Exchange{Response: &recording.Response{Status: row.status, Header: http.Header{"Sl-Violations": {row.word}}}}
		why := unlawful(reports.Case{Violations: []reports.Violation{{Rule: "status-unexpected", Want: row.want, Level: row.level}}}, x)
		if (why == "") != row.true {
			t.Errorf("%s: %q, want it to be true: %v", name, why, row.true)
		}
	}
}
