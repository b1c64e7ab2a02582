package flows

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// kibana is the document of Kibana's whole API, which lies beside the project
// where there is one.
func kibana(t testing.TB) *openapi.Document {
	t.Helper()
	for dir, _ := os.Getwd(); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
			continue
		}
		path := filepath.Join(dir, "..", "shared", "openapi", "kibana-9.1-dev.json")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Skip("there is no document of the whole API: ", err)
		}
		d, err := openapi.Load(data, openapi.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	t.Fatal("the tests run outside of the module")
	return nil
}

// TestTheWholeAPI: every operation gets cases that stand up to the vetting of
// written ones.
func TestTheWholeAPI(t *testing.T) {
	d := kibana(t)
	c, err := fixtures.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"read", "write"} {
		begun := time.Now()
		f, err := Build(d, Options{Mode: mode, Builtin: c.Endpoints})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("mode %s: %d endpoints in %s", mode, len(f.Endpoints), time.Since(begun))
		if len(f.Operations) != len(d.Operations) {
			t.Errorf("mode %s: flows of %d operations out of %d", mode, len(f.Operations), len(d.Operations))
		}
		all := fixtures.Contract{Endpoints: f.Endpoints, Platform: c.Platform}
		if err := all.Vet(d.Schemas().Has); err != nil {
			t.Errorf("mode %s: %v", mode, err)
		}
		for _, e := range f.Endpoints {
			if e.Heavy == "" && e.Allow != nil || e.Heavy != "" && e.Allow == nil {
				t.Errorf("%s: heavy %q, allowed by %v", e.ID, e.Heavy, e.Allow)
			}
		}
	}
}

// TestWhatIsWantedIsWhatAllHas: the cases of one endpoint are the same whether
// the others are made or not, and so is what holds for all of them.
func TestWhatIsWantedIsWhatAllHas(t *testing.T) {
	d := kibana(t)
	const area = "security_ai_assistant" // bodies of which refer to several objects
	made := map[bool]*Flows{}
	for _, all := range []bool{true, false} {
		o := Options{Mode: "write", Allow: []string{Everything}}
		if !all {
			o.Cases = []string{area}
		}
		f, err := Build(d, o)
		if err != nil {
			t.Fatal(err)
		}
		made[all] = f
	}
	whole, part := made[true], made[false]
	if !reflect.DeepEqual(part.Allow, whole.Allow) || !reflect.DeepEqual(part.Changes, whole.Changes) || !maps.Equal(part.Causes, whole.Causes) {
		t.Error("consents, changes or causes hang on what is wanted")
	}
	wanted := 0
	for i, e := range whole.Endpoints {
		switch got := part.Endpoints[i]; {
		case e.Area != area && (got.ID != e.ID || len(got.Cases) > 0):
			t.Errorf("%s: made as %s with %d cases, although nobody wants them", e.ID, got.ID, len(got.Cases))
		case e.Area == area:
			if wanted++; !reflect.DeepEqual(got, e) {
				t.Errorf("%s: got %+v, want %+v", e.ID, got, e)
			}
		}
	}
	if wanted == 0 {
		t.Error("no endpoint was compared")
	}
}
