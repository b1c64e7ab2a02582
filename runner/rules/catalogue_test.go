package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestTheCatalogueIsTheRulesThatTheCodeEmits(t *testing.T) {
	all, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, r := range all {
		known = append(known, r.ID)
	}
	code := emitted(t, ".", "../kit", "../expected", "../../suites")
	if len(code) < 20 {
		t.Fatalf("only %d rules found in the sources: %v", len(code), code)
	}
	for _, id := range code {
		if !slices.Contains(known, id) {
			t.Errorf("the code emits %s, which catalogue.yaml does not explain", id)
		}
	}
	for _, id := range known {
		if !slices.Contains(code, id) {
			t.Errorf("catalogue.yaml explains %s, which no code emits", id)
		}
	}
}

// emitted lists the rule ids in the Go sources below some folders, sorted.
func emitted(t *testing.T, folders ...string) []string {
	t.Helper()
	found := map[string]bool{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ids(t, path, file, found)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var list []string
	for id := range found {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

// ruleArgument is the position of the rule among the arguments of the functions
// that make violations.
var ruleArgument = map[string]int{"Claim": 1, "add": 0, "say": 1}

// ids finds the literals in a rule's place: Rule: "…", rule = "…", v.Rule = "…",
// and the calls of the functions above, which elsewhere mean something else.
func ids(t *testing.T, path string, file *ast.File, found map[string]bool) {
	take := func(e ast.Expr) bool {
		text, ok := literal(e)
		if ok && kebab.MatchString(text) {
			found[text] = true
		}
		return ok && kebab.MatchString(text)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if name(n.Key) == "Rule" {
				take(n.Value)
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if len(n.Rhs) == len(n.Lhs) && strings.EqualFold(name(left), "rule") {
					take(n.Rhs[i])
				}
			}
		case *ast.CallExpr:
			at, ok := ruleArgument[name(n.Fun)]
			if ok && at < len(n.Args) && !take(n.Args[at]) && name(n.Fun) == "Claim" && name(n.Args[at]) != "rule" {
				t.Errorf("%s: a Claim whose rule is no literal cannot be looked up", path)
			}
		}
		return true
	})
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(l.Value)
	return text, err == nil
}

func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func TestCatalogueRefuses(t *testing.T) {
	const good = "- { id: a-b, level: required, title: A is b., why: w, ref: r, since: 8.13.0, example: e }\n"
	if found, err := readCatalogue([]byte(good)); err != nil || found[0] != (Rule{"a-b", Required, "A is b.", "w", "r", "8.13.0", "e"}) {
		t.Fatal(found, err)
	}
	for _, r := range []struct{ name, data, want string }{
		{"nothing", "", "no documents"},
		{"an empty list", "[]", "holds no rule"},
		{"what is no list", "id: a-b", "rule catalogue: "},
		{"a key that it does not know", strings.Replace(good, "example", "exampel", 1), "exampel"},
		{"an id that is there already", good + good, "entry 2 (a-b): the id is taken"},
		{"an id of one word", strings.Replace(good, "a-b", "ab", 1), "no kebab-case"},
		{"an id with capitals", strings.Replace(good, "a-b", "A-b", 1), "entry 1 (A-b): the id is no kebab-case"},
		{"a level that is none", strings.Replace(good, "required", "must", 1), `level "must"`},
		{"no level", strings.Replace(good, "level: required, ", "", 1), `level ""`},
		{"a title of two sentences", strings.Replace(good, "A is b.", "A is b. C is d.", 1), "no single sentence"},
		{"a title without its stop", strings.Replace(good, "A is b.", "A is b", 1), "no single sentence"},
		{"no title", strings.Replace(good, "A is b.", "''", 1), "no single sentence"},
		{"a release that is none", strings.Replace(good, "8.13.0", "'8.13'", 1), `since "8.13"`},
		{"no reason", strings.Replace(good, "why: w", "why: ''", 1), "why is missing"},
		{"no source", strings.Replace(good, "ref: r", "ref: ' '", 1), "ref is missing"},
		{"no example", strings.Replace(good, ", example: e", "", 1), "example is missing"},
	} {
		t.Run(r.name, func(t *testing.T) {
			if _, err := readCatalogue([]byte(r.data)); err == nil || !strings.Contains(err.Error(), r.want) {
				t.Errorf("got %v, want %s", err, r.want)
			}
		})
	}
	_, err := readCatalogue([]byte(strings.NewReplacer("why: w", "why: ''", "ref: r", "ref: ''").Replace(good)))
	if err == nil || strings.Count(err.Error(), "is missing") != 2 {
		t.Errorf("not everything that is wrong is listed at once: %v", err)
	}
}
