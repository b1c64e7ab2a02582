package plan

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// These tests look at what is derived from the embedded contract, which is sent
// to deployments that people work with.

func embedded(t *testing.T) (*fixtures.Contract, *schemas.Set) {
	t.Helper()
	set, err := schemas.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := fixtures.Load(set.Has)
	if err != nil {
		t.Fatal(err)
	}
	return c, set
}

func derivedCases(t *testing.T, c *fixtures.Contract, o Options) []*Case {
	t.Helper()
	return slices.DeleteFunc(build(t, c, o).Cases, func(k *Case) bool { return !strings.Contains(k.ID, ".derived.") })
}

// At least so many are derived, written cases that show the same left out.
func TestDerivedCounts(t *testing.T) {
	c, set := embedded(t)
	o := everything(c)
	o.Schemas = set
	n := map[string]int{}
	for _, k := range derivedCases(t, c, o) {
		n[k.Endpoint]++
	}
	for endpoint, least := range map[string]int{
		"detections.signals_migration.cleanup": 5, "endpointlist.create": 2, "entitystore.entities.list": 25, "fleet.agent_download_sources.create": 70,
		"fleet.agent_policies.get": 1, "fleet.check_permissions.get": 1, "fleet.epm.packages.upload": 8, "fleet.fleet_server_hosts.delete": 3,
		"fleet.proxies.update": 35, "lists.find": 20, "roles.delete": 3,
	} {
		if n[endpoint] < least {
			t.Errorf("%s: %d derived cases, want %d or more", endpoint, n[endpoint], least)
		}
	}
}

func TestDerivedIsTheSameEveryTime(t *testing.T) {
	c, set := embedded(t)
	o := everything(c)
	o.Schemas = set
	first := derivedCases(t, c, o)
	for range 5 {
		again := derivedCases(t, c, o)
		if !slices.Equal(ids(first), ids(again)) {
			t.Fatal("other cases the second time")
		}
		for i := range first {
			a, b := first[i].Flow.Steps[first[i].Step], again[i].Flow.Steps[again[i].Step]
			if first[i].Title != again[i].Title || !reflect.DeepEqual(a.Send, b.Send) || !reflect.DeepEqual(a.Expect, b.Expect) {
				t.Fatalf("%s is another case the second time", first[i].ID)
			}
		}
	}
}

var labelSafe = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+\.derived\.[a-z0-9]+(-[a-z0-9]+)*$`)

func TestDerivedNames(t *testing.T) {
	c, set := embedded(t)
	o := everything(c)
	o.Schemas = set
	titles, seen := map[string]string{}, map[string]bool{}
	for _, k := range build(t, c, o).Cases {
		if seen[k.ID] {
			t.Errorf("%s is there twice", k.ID)
		}
		seen[k.ID] = true
		if other, taken := titles[k.Endpoint+k.Title]; taken && strings.Contains(k.ID+other, ".derived.") {
			t.Errorf("%s and %s are both titled %q", other, k.ID, k.Title)
		}
		titles[k.Endpoint+k.Title] = k.ID
		if !strings.Contains(k.ID, ".derived.") {
			continue
		}
		if !labelSafe.MatchString(k.ID) || strings.ContainsAny(k.Title, "{}\n") || k.Title != strings.TrimSpace(k.Title) || strings.Contains(k.Title, "  ") {
			t.Errorf("%s: %q", k.ID, k.Title)
		}
		if k.Ref == "" || k.Kind != "input" || k.Source() == "" {
			t.Errorf("%s: %+v", k.ID, *k)
		}
	}
}

// The derived requests are wrong, or right, by the schemas that they follow from.
func TestDerivedAgreesWithTheValidator(t *testing.T) {
	c, set := embedded(t)
	for i := range c.Endpoints {
		e := &c.Endpoints[i]
		drafts, err := derive(set, e)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range drafts {
			schema := map[string]string{"body": e.Schemas.Body, "query": e.Schemas.Query}[d.part]
			if schema == "" || d.breach == "capitals" {
				continue
			}
			problems, err := set.Validate(schema, document(t, set, schema, d))
			if err != nil {
				t.Fatal(d.id, err)
			}
			if d.accepted != (len(problems) == 0) {
				t.Errorf("%s %s: %v", e.ID, d.id, problems)
			}
			for _, other := range problems {
				if other.Pointer != problems[0].Pointer {
					t.Errorf("%s %s: more than one thing is wrong: %v", e.ID, d.id, problems)
				}
			}
		}
	}
}

// document is what a request says as JSON; a query is read as its schema wants.
func document(t *testing.T, set *schemas.Set, schema string, d draft) []byte {
	t.Helper()
	v, sent := jsonBody(d.send)
	if d.part == "query" {
		root, err := set.Part(schema)
		if err != nil {
			t.Fatal(err)
		}
		v, sent = readQuery(root, d.send.Query), true
	}
	text, err := json.Marshal(v)
	if !sent || err != nil {
		t.Fatal(d.id, err)
	}
	return text
}

func readQuery(root schemas.Part, query map[string]any) map[string]any {
	out := map[string]any{}
	for key, v := range query {
		out[key] = v
		p, err := root.Property(key)
		text, many := fmt.Sprint(v), false
		if _, many = v.([]any); many || err != nil {
			continue
		}
		n, notNumber := strconv.ParseFloat(text, 64)
		truth, notBoolean := strconv.ParseBool(text)
		switch {
		case wants(p, "list"):
			out[key] = items(v)
		case wants(p, "number") && text == "":
			out[key] = 0
		case wants(p, "number") && notNumber == nil:
			out[key] = n
		case wants(p, "boolean") && notBoolean == nil && len(text) > 1:
			out[key] = truth
		default:
			out[key] = text
		}
	}
	return out
}
