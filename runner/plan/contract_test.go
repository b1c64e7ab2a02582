package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/Masterminds/semver/v3"
	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

func contract(t *testing.T) *fixtures.Contract {
	t.Helper()
	c, err := fixtures.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheContractIsNotThin(t *testing.T) {
	c := contract(t)
	p := build(t, c, everything(c))
	required, endpoints := 0, map[string]int{}
	for _, k := range p.Cases {
		if k.Level == "required" {
			required++
			endpoints[k.Endpoint]++
		}
	}
	if required < 220 {
		t.Errorf("no more than %d required cases", required)
	}
	for _, e := range c.Endpoints {
		if endpoints[e.ID] < 10 {
			t.Errorf("%s has no more than %d required cases", e.ID, endpoints[e.ID])
		}
	}
}

func TestModeReadSendsNoWrite(t *testing.T) {
	c := contract(t)
	o := everything(c)
	o.Mode = "read"
	p := build(t, c, o)
	if len(p.Flows) < 50 {
		t.Errorf("no more than %d flows can be read", len(p.Flows))
	}
	for _, f := range p.Flows {
		for _, s := range f.Steps {
			if s.Mode != "read" || s.Undo != nil || s.Line.Method != "GET" && s.Line.Method != "HEAD" {
				t.Errorf("%s: %s %s, mode %s, undo %v", s.ID, s.Line.Method, s.Line.Path, s.Mode, s.Undo)
			}
		}
	}
	for _, k := range p.Cases {
		if k.Skip == nil && k.Mode == "write" {
			t.Errorf("%s is a write that is not skipped", k.ID)
		}
	}
}

// What is not consented to is not sent: of the endpoint list nothing that
// writes, of the packages no installation, of the migrations none that exists.
func TestConsentsOfTheContract(t *testing.T) {
	c := contract(t)
	if got := Consents(c); !slices.Equal(got, []string{"alert-migrations", "endpoint-list", "package-install"}) {
		t.Error(got)
	}
	o := everything(c)
	o.Allow = nil
	for _, f := range build(t, c, o).Flows {
		for _, s := range f.Steps {
			if s.Mode == "write" && strings.HasSuffix(s.Line.Path, "/api/endpoint_list") {
				t.Errorf("%s is sent without consent", s.ID)
			}
			if s.Mode == "write" && f.ID == "detections.signals_migration.cleanup.cleans-up" {
				t.Errorf("%s cleans up migrations of others without consent", s.ID)
			}
			if s.Send.Archive != nil && s.Send.Archive.Damage == "" && slices.Equal(s.Status, []int{200}) {
				t.Errorf("%s installs a package without consent", s.ID)
			}
		}
	}
}

func TestUnprivilegedIsLeftOutWithoutACredential(t *testing.T) {
	c := contract(t)
	o := everything(c)
	o.Unprivileged = false
	p := build(t, c, o)
	for _, f := range p.Flows {
		for _, s := range f.Steps {
			if s.Send.Credentials == "unprivileged" {
				t.Errorf("%s is sent", s.ID)
			}
		}
	}
	if k := p.find(t, "fleet.proxies.update.forbidden"); k.Skip == nil || k.Skip.NotApplicable {
		t.Error(k.Skip)
	}
}

func TestVersionsOfTheContract(t *testing.T) {
	const sources, proxies = "fleet.agent_download_sources.create.", "fleet.proxies.update."
	for _, r := range []struct {
		version string
		in, out []string
	}{
		{"8.12.0", []string{proxies + "name-only", proxies + "no-xsrf"}, []string{sources + "minimal", sources + "no-xsrf", proxies + "api-version-absent", "entitystore.entities.list.no-types"}},
		{"8.13.0", []string{sources + "minimal", proxies + "bumps-policies.update"}, []string{sources + "certificates.create", proxies + "api-version-absent"}},
		{"8.16.9", []string{sources + "minimal", "entitystore.entities.list.no-types"}, []string{proxies + "api-version-absent", proxies + "version-before-validation"}},
		{"8.17.0", []string{proxies + "api-version-absent", proxies + "version-before-validation"}, []string{sources + "certificates.create", "detections.signals_migration.cleanup.deprecated"}},
		{"9.0.9", []string{"detections.signals_migration.cleanup.deprecated"}, []string{sources + "certificates.create", "entitystore.entities.list.type-generic"}},
		{"9.1.0", []string{sources + "certificates.create", "entitystore.entities.list.type-generic"}, nil},
		{"9.5.0-SNAPSHOT", []string{sources + "certificates.create", "detections.signals_migration.cleanup.deprecated"}, nil},
	} {
		c := contract(t)
		o := everything(c)
		o.Version = r.version
		p := build(t, c, o)
		for _, id := range r.in {
			if k := p.find(t, id); k.Skip != nil {
				t.Errorf("%s on %s: %+v", id, r.version, k.Skip)
			}
		}
		for _, id := range r.out {
			if k := p.find(t, id); k.Skip == nil || !k.Skip.NotApplicable {
				t.Errorf("%s on %s: %+v", id, r.version, k.Skip)
			}
		}
		for _, f := range p.Flows {
			if since := f.Endpoint.Since; semver.MustParse(since).GreaterThan(semver.MustParse(strings.TrimSuffix(r.version, "-SNAPSHOT"))) {
				t.Errorf("%s, which exists since %s, is sent to %s", f.ID, since, r.version)
			}
		}
	}
}

func TestIDsAndLabelsOfTheContract(t *testing.T) {
	c := contract(t)
	p := build(t, c, everything(c))
	seen, steps := map[string]bool{}, map[string]bool{}
	for _, k := range p.Cases {
		if seen[k.ID] {
			t.Errorf("%s is the id of two cases", k.ID)
		}
		seen[k.ID] = true
		if k.Title == "" || k.Ref == "" || k.At == "" || strings.HasPrefix(k.At, ":") || k.Level == "" || k.Kind == "" {
			t.Errorf("%s lacks something: %+v", k.ID, *k)
		}
		for _, label := range k.Labels {
			if strings.ContainsAny(label, "&|!,()/ ") || strings.Count(label, ":") > 1 {
				t.Errorf("%s has the label %q, which no filter can name", k.ID, label)
			}
		}
	}
	for _, f := range p.Flows {
		for _, s := range f.Steps {
			if steps[s.ID] {
				t.Errorf("%s is the id of two steps", s.ID)
			}
			steps[s.ID] = true
			if !s.Prepare && len(s.Status) == 0 {
				t.Errorf("%s expects no status", s.ID)
			}
		}
	}
}

// An override of an obligation that the endpoint does not owe does nothing.
func TestOverridesTakeEffect(t *testing.T) {
	c := contract(t)
	for i := range c.Endpoints {
		e := &c.Endpoints[i]
		for _, o := range c.Platform.Obligations {
			if _, ok := e.Platform[o.ID]; ok && !applies(o.Applies, e) {
				t.Errorf("%s: %s does not apply, yet it is adapted", e.ID, o.ID)
			}
		}
	}
	for _, o := range c.Platform.Obligations {
		if !slices.ContainsFunc(c.Endpoints, func(e fixtures.Endpoint) bool { return applies(o.Applies, &e) }) {
			t.Errorf("no endpoint owes %s", o.ID)
		}
	}
}

// The names that flows give to their objects differ in the whole contract.
func TestNamesOfTheContractAreDistinct(t *testing.T) {
	c := contract(t)
	owner := map[string]string{}
	for _, f := range build(t, c, everything(c)).Flows {
		for _, name := range []string{"own", "own.b", "own.c", "own.m", "own.n", "own.o", "own.p", "own.s"} {
			got, _ := NewVars("r1", f.ID).Lookup(name)
			if other := owner[got]; other != "" {
				t.Errorf("%s {%s} and %s are both %s", f.ID, name, other, got)
			}
			owner[got] = f.ID + " {" + name + "}"
		}
	}
}
