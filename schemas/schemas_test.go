package schemas

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

func TestNamesAreThoseOfBodies(t *testing.T) {
	set := load(t)
	names := set.Names()
	if !slices.IsSorted(names) || len(names) < 39 {
		t.Errorf("%d names: %v", len(names), names)
	}
	for _, name := range []string{"error/boom", "fleet/agent_policy", "fleet/proxy.request", "entitystore/entities_list.query", "lists/find"} {
		if !set.Has(name) || !slices.Contains(names, name) {
			t.Errorf("%s is missing", name)
		}
	}
	for _, name := range []string{"", "error", "error/boom.json", "definitions/list", "error/Boom"} {
		if set.Has(name) {
			t.Errorf("%q is there", name)
		}
	}
}

func TestAnUnknownSchemaIsAnError(t *testing.T) {
	for _, name := range []string{"fleet/nope", "definitions/list", ""} {
		problems, err := load(t).Validate(name, []byte(`{}`))
		if err == nil || problems != nil {
			t.Errorf("%q: problems %v, error %v", name, problems, err)
		}
	}
}

func TestNoSchemaAtAllIsAnError(t *testing.T) {
	if _, err := LoadFS(fstest.MapFS{"readme.txt": {}}); err == nil || !strings.Contains(err.Error(), "no .json file") {
		t.Errorf("got %v", err)
	}
}

// brokenFS fails to read one file.
type brokenFS struct {
	fstest.MapFS
	name string
}

var errDisk = errors.New("the disk is gone")

func (b brokenFS) ReadFile(name string) ([]byte, error) {
	if name == b.name {
		return nil, errDisk
	}
	return b.MapFS.ReadFile(name)
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	for _, name := range []string{"a.json", gatesFile} {
		fsys := brokenFS{fstest.MapFS{"a.json": {Data: []byte(file(`"type":"string"`))}, gatesFile: {}}, name}
		if _, err := LoadFS(fsys); !errors.Is(err, errDisk) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestStartIsFast: the program reaches its first request within 100 ms, of which
// reading and vetting the schemas may take a fifth.
func TestStartIsFast(t *testing.T) {
	load(t)
	best := time.Hour
	for range 10 {
		start := time.Now()
		load(t)
		best = min(best, time.Since(start))
	}
	if best > 20*time.Millisecond {
		t.Errorf("Load took %v at best", best)
	}
}

func TestValidateIsSafeForConcurrentUse(t *testing.T) {
	set := load(t)
	bodies := corpora(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for name, c := range bodies {
				for _, s := range slices.Concat(c.Valid, c.Invalid) {
					if got := validate(t, set, name, s.Body); !slices.Equal(got, s.Problems) {
						t.Errorf("%s: %s: %v", name, s.Why, got)
					}
				}
			}
		})
	}
	group.Wait()
}

func TestDigest(t *testing.T) {
	digest := func(name, text string) string {
		s, err := LoadFS(fstest.MapFS{name: {Data: []byte(file(text))}, gatesFile: {Data: []byte("[]")}})
		if err != nil {
			t.Fatal(err)
		}
		return s.Digest
	}
	same := digest("a.json", `"type":"string"`)
	if same != digest("a.json", `"type":"string"`) || len(same) != 64 {
		t.Errorf("two digests of the same files, first %s", same)
	}
	if same == digest("a.json", `"type":"number"`) || same == digest("b.json", `"type":"string"`) {
		t.Error("the digest does not show that a text or a file name changed")
	}
	gated, err := LoadFS(fstest.MapFS{"a.json": {Data: []byte(file(`"type":"string"`))}, gatesFile: {Data: []byte("[] # none")}})
	if err != nil || gated.Digest == same {
		t.Errorf("the digest does not show that the versions changed: %v", err)
	}
}
