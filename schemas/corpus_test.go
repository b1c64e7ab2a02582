package schemas

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// sample is a body with what must be found in it: nothing, or these problems.
type sample struct {
	Why      string   `yaml:"why"`
	Body     string   `yaml:"body"`
	Problems []string `yaml:"problems"`
}

// corpus holds the bodies of one schema.
type corpus struct {
	Valid   []sample `yaml:"valid"`
	Invalid []sample `yaml:"invalid"`
}

func load(t testing.TB) *Set {
	t.Helper()
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// corpora reads testdata/corpus, by name of the schema.
func corpora(t testing.TB) map[string]corpus {
	t.Helper()
	out := map[string]corpus{}
	root := os.DirFS("testdata/corpus")
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		var c corpus
		if err := yaml.Load(data, &c, yaml.WithKnownFields()); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		out[strings.TrimSuffix(file, path.Ext(file))] = c
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEverySchemaHasBodiesThatFitAndBodiesThatDoNot(t *testing.T) {
	bodies := corpora(t)
	names := load(t).Names()
	for _, name := range names {
		if c := bodies[name]; len(c.Valid) == 0 || len(c.Invalid) == 0 {
			t.Errorf("testdata/corpus/%s.yaml: %d valid and %d invalid bodies", name, len(c.Valid), len(c.Invalid))
		}
	}
	for name := range bodies {
		if !slices.Contains(names, name) {
			t.Errorf("testdata/corpus/%s.yaml: no such schema", name)
		}
	}
}

func TestCorpus(t *testing.T) {
	set := load(t)
	for name, c := range corpora(t) {
		for _, s := range c.Valid {
			if got := validate(t, set, name, s.Body); len(got) > 0 {
				t.Errorf("%s: %s: refused: %v", name, s.Why, got)
			}
		}
		for _, s := range c.Invalid {
			got := validate(t, set, name, s.Body)
			if !slices.Equal(got, s.Problems) {
				t.Errorf("%s: %s:\n got %s\nwant %s", name, s.Why, strings.Join(got, "\n     "), strings.Join(s.Problems, "\n     "))
			}
		}
	}
}

// validate gives the problems as report lines.
func validate(t testing.TB, set *Set, name, body string) []string {
	t.Helper()
	problems, err := set.Validate(name, []byte(body))
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return lines
}
