package reference_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

var (
	variantName   = regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)
	variantSource = regexp.MustCompile(`^(Kibana (source|API document)|RFC \d+, section|recorded from Kibana \d|Elasticsearch reference|hapi)`)
	variantGroups = []string{"text", "header", "transport", "optional", "open", "value", "wording", "version", "deployment",
		"time", "choice"}
)

func TestVariantsAreNamedAndLegal(t *testing.T) {
	all, seen := reference.Variants(), map[string]bool{}
	if len(all) < 100 {
		t.Errorf("got %d variants, want at least 100", len(all))
	}
	for _, v := range all {
		if seen[v.Name] || !variantName.MatchString(v.Name) {
			t.Errorf("%s: want a name in kebab-case that no other has", v.Name)
		}
		seen[v.Name] = true
		if v.Title == "" || !slices.Contains(variantGroups, v.Group) || !variantSource.MatchString(v.Source) {
			t.Errorf("%s: want a title, a known group and a source, got %q, %q, %q", v.Name, v.Title, v.Group, v.Source)
		}
		for _, endpoint := range v.Endpoints {
			if !slices.Contains(reference.Core(), endpoint) {
				t.Errorf("%s: %s is none of the twelve", v.Name, endpoint)
			}
		}
	}
}

// elsewhere shown: what these do is not in the answers to the tour.
var elsewhere = []string{"tls", "http2", "slow-answers"}

// TestEveryVariant takes the tour with a plain server and with each variant: something differs, and
// what comes is as lawful as before.
func TestEveryVariant(t *testing.T) {
	asked := tour(t)
	plain, plainWire := travel(t, "", asked, furnished()...)
	bare, bareWire := travel(t, "", asked)
	for _, a := range slices.Concat(plain, bare) {
		lawful(t, a)
	}
	for _, v := range reference.Variants() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			below, _ := strings.CutPrefix(v.Serve, reference.ServeBelow)
			if !strings.HasPrefix(v.Serve, reference.ServeBelow) {
				below = ""
			}
			got, wire := travel(t, below, asked, append(furnished(), reference.WithVariant(v.Name))...)
			differs := wire != plainWire
			if !differs {
				_, wire = travel(t, below, asked, reference.WithVariant(v.Name))
				differs = wire != bareWire
			}
			if !differs && !slices.Contains(elsewhere, v.Name) {
				t.Errorf("%s: nothing differs from a plain server", v.Title)
			}
			for i, a := range got {
				if a.err != nil {
					t.Fatalf("%s %s: %v", asked[i].method, asked[i].path, a.err)
				}
				lawful(t, a)
				same(t, v.Group, asked[i], plain[i], a)
			}
		})
	}
}

// TestPlainToursAgree guards the comparison: without a variant nothing differs.
func TestPlainToursAgree(t *testing.T) {
	asked := tour(t)
	_, first := travel(t, "", asked, furnished()...)
	if _, second := travel(t, "", asked, furnished()...); first != second {
		a, b := strings.Split(first, "\n"), strings.Split(second, "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("line %d: %s\n%s", i, a[i], b[i])
			}
		}
		t.Fatalf("%d and %d lines", len(a), len(b))
	}
}

// lawful is what every answer must be, whatever the variant.
func lawful(t *testing.T, a answer) {
	t.Helper()
	if a.header.Get("Server") == "nginx" { // a proxy speaks for itself
		return
	}
	if a.header.Get("Kbn-Name") == "" || a.header.Get("Content-Security-Policy") == "" ||
		a.header.Get("Cache-Control") == "" {
		t.Errorf("a header is missing: %v", a)
	}
	if a.body == "" {
		return
	}
	if !json.Valid([]byte(a.body)) {
		t.Errorf("no JSON: %q", a.body)
	}
	if a.status < 400 {
		return
	}
	boom, siem := a.json("statusCode"), a.json("status_code")
	phrase := a.json("error").String()
	switch {
	case boom.Exists() == siem.Exists() || boom.Int()+siem.Int() != int64(a.status) ||
		a.json("message").Type.String() != "String":
		t.Errorf("neither a BOOM nor a SIEM error: %d %.300s", a.status, a.body)
	case boom.Exists() && phrase != http.StatusText(a.status) && a.status != http.StatusRequestEntityTooLarge:
		t.Errorf("%d has the phrase %q", a.status, phrase)
	}
}

// same asks for what a variant of a group leaves as it is.
func same(t *testing.T, group string, asked step, plain, got answer) {
	t.Helper()
	if !slices.Contains([]string{"text", "header", "transport", "optional", "wording"}, group) ||
		got.header.Get("Server") == "nginx" {
		return
	}
	if strings.HasPrefix(t.Name(), "TestEveryVariant/io-ts") ||
		strings.HasPrefix(t.Name(), "TestEveryVariant/date-of-another") {
		return // another version, another time
	}
	if got.status != plain.status {
		t.Errorf("%s %s: got %d, a plain server answers %d", asked.method, asked.path, got.status, plain.status)
	}
	if group == "optional" {
		return
	}
	want, have := decoded(plain.body), decoded(got.body)
	if group == "wording" {
		delete(want, "message")
		delete(have, "message")
		if got.status == http.StatusRequestEntityTooLarge {
			delete(want, "error")
			delete(have, "error")
		}
	}
	if !reflect.DeepEqual(want, have) {
		t.Errorf("%s %s: got %v, want %v", asked.method, asked.path, have, want)
	}
}

func decoded(body string) map[string]any {
	v := map[string]any{}
	if strings.HasPrefix(strings.TrimSpace(body), "{") {
		_ = json.Unmarshal([]byte(body), &v) // lawful reports what cannot be read
	}
	return v
}
