package reference_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

func TestFaultNamesAreKebabAndUnique(t *testing.T) {
	shape := regexp.MustCompile(`^[a-z_.]+/[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, f := range reference.Faults() {
		if !shape.MatchString(f.Name) {
			t.Errorf("%s: want endpoint/kebab-words", f.Name)
		}
		if seen[f.Name] {
			t.Errorf("%s: exists twice", f.Name)
		}
		seen[f.Name] = true
		if f.Title == "" || f.Group == "" || !strings.HasPrefix(f.Name, f.Endpoint+"/") {
			t.Errorf("%s: want a title, a group and the endpoint %q as prefix", f.Name, f.Endpoint)
		}
	}
	if len(seen) < 60 {
		t.Errorf("got %d faults, want at least 60", len(seen))
	}
}

func TestUnknownFaultsAndVariantsAreErrors(t *testing.T) {
	for _, opt := range []reference.Option{
		reference.WithFault("all/no-such-fault"), reference.WithVariant("no-such-variant"), reference.WithVersion("nine"),
		reference.WithVersion("9.x.0"), reference.WithFlavour("sweet"), reference.WithBasePath("kbn/"), reference.WithName(""),
		reference.WithDelay(-1), reference.WithUploadInterval(-1), reference.WithClock(nil),
		reference.WithMigrations(reference.Migration{ID: "m", Status: "odd"}), reference.WithEntities(map[string]any{}),
	} {
		if srv, err := reference.New(opt); err == nil || srv != nil && err == nil {
			t.Errorf("a bad option is accepted")
		}
	}
	if _, err := reference.New(reference.WithVersion("9.5.0"), reference.WithFault("entitystore.entities.list/ignores-sort")); err == nil {
		t.Error("a fault of a route that the version lacks is accepted")
	}
}

// rehearse runs a script against a fresh server and returns the answers: all of them, or up to
// the first one that is not in the clean run.
func rehearse(t *testing.T, script []step, clean []string, opts ...reference.Option) []string {
	t.Helper()
	d := start(t, opts...)
	d.client.Timeout = 400 * time.Millisecond
	if err := d.AddObject(reference.Object{Kind: "ingest-agent-policies", Space: "default", ID: "rich"}, richPolicy()); err != nil {
		t.Fatal(err)
	}
	var answers []string
	cursor := ""
	for i, s := range script {
		s.path = strings.ReplaceAll(s.path, "{cursor}", cursor)
		a := d.send(t.Context(), s)
		cursor = a.json("cursor").String()
		answers = append(answers, s.method+" "+s.path+" "+a.String())
		if i < len(clean) && answers[i] != clean[i] {
			break
		}
	}
	return answers
}

// script is everything that is asked because of an endpoint.
func script(t *testing.T, endpoint string) []step {
	good, own := valid(t), probes(t)
	endpoints := []string{endpoint}
	if endpoint == "all" {
		endpoints = append(endpoints, "fleet.proxies.update", "roles.delete", "endpointlist.create", "entitystore.entities.list")
	}
	out := prepare()
	for _, name := range endpoints {
		if s, core := good[name]; core {
			out = slices.Concat(out, platform(s), violations(t, name), []step{s})
		}
		out = append(out, own[name]...)
	}
	return out
}

func richPolicy() map[string]any {
	stream := map[string]any{"enabled": true, "data_stream": map[string]any{"dataset": "nginx.access", "type": "logs"},
		"vars": map[string]any{"paths": map[string]any{"type": "text", "value": []any{"/var/log/nginx/*.log"}}}}
	return map[string]any{"id": "rich", "name": "Rich", "namespace": "default", "status": "active", "is_managed": false,
		"is_protected": false, "revision": 3, "updated_at": "2025-05-01T00:00:00.000Z", "updated_by": "elastic",
		"inactivity_timeout": 1209600, "package_policies": []any{map[string]any{
			"id": "pp", "name": "nginx-1", "enabled": true, "revision": 1, "created_at": "2025-05-01T00:00:00.000Z", "created_by": "elastic",
			"updated_at": "2025-05-01T00:00:00.000Z", "updated_by": "elastic", "inputs": []any{map[string]any{
				"type": "logfile", "policy_template": "nginx", "enabled": true, "streams": []any{stream}}}}}}
}

// overlooked are faults that net/http's client hides.
var overlooked = []string{"all/bytes-after-the-answer", "all/keep-alive-drops-reads"}

// TestEveryFaultIsObservable plays the same script against a clean server and against one with the
// fault: at least one answer must differ.
func TestEveryFaultIsObservable(t *testing.T) {
	clean, scripts := map[string][]string{}, map[string][]step{}
	for _, endpoint := range append(reference.Core(), "all", "neighbours") {
		scripts[endpoint] = script(t, endpoint)
		clean[endpoint] = rehearse(t, scripts[endpoint], nil, stocked()...)
	}
	for _, f := range reference.Faults() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			endpoint := f.Endpoint
			if clean[endpoint] == nil {
				endpoint = "neighbours"
			}
			got := rehearse(t, scripts[endpoint], clean[endpoint], append(stocked(), reference.WithFault(f.Name))...)
			if slices.Equal(got, clean[endpoint]) && !slices.Contains(overlooked, f.Name) {
				t.Errorf("%s: no answer differs from a clean server", f.Title)
			}
		})
	}
}

func TestCleanServersAgree(t *testing.T) {
	for _, endpoint := range append(reference.Core(), "all") {
		asked := script(t, endpoint)
		if first, second := rehearse(t, asked, nil, stocked()...), rehearse(t, asked, nil, stocked()...); !slices.Equal(first, second) {
			t.Errorf("%s: two fresh servers with the same seed and clock answer differently", endpoint)
		}
	}
}

func TestSlowFaultWaits(t *testing.T) {
	d := start(t, reference.WithFault("fleet.check_permissions.get/answers-late"))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if a := d.send(ctx, get("/api/fleet/check-permissions")); a.err == nil {
		t.Errorf("an answer came within 100 ms: %v", a)
	}
	if a := d.do(t, get("/api/fleet/epm/verification_key_id")); a.status != 200 {
		t.Errorf("another endpoint is affected: %v", a)
	}
}

func TestBytesAfterTheAnswer(t *testing.T) {
	answers, wire := travel(t, "", []step{get("/api/status")}, reference.WithFault("all/bytes-after-the-answer"))
	if !strings.HasSuffix(wire, answers[0].body+"left over\r\n") {
		t.Errorf("got %s", wire)
	}
}

// TestFaultsTellWhetherTheyNeedSamples asks a deployment that has neither migrations nor entities.
func TestFaultsTellWhetherTheyNeedSamples(t *testing.T) {
	for _, endpoint := range []string{"detections.signals_migration.cleanup", "entitystore.entities.list"} {
		asked := script(t, endpoint)
		clean := rehearse(t, asked, nil)
		for _, f := range reference.Faults() {
			if f.Endpoint != endpoint || f.Group == "transport" {
				continue
			}
			t.Run(f.Name, func(t *testing.T) {
				t.Parallel()
				shows := !slices.Equal(rehearse(t, asked, clean, reference.WithFault(f.Name)), clean)
				if shows == f.Samples {
					t.Errorf("shows without samples: %v, but Samples is %v", shows, f.Samples)
				}
			})
		}
	}
}
