package output

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

const secret = `p/ß"w\o r+d<7>`

func files(t *testing.T) Files {
	t.Helper()
	r, err := recording.NewRedactor("another secret", secret)
	if err != nil {
		t.Fatal(err)
	}
	return Files{Redactor: r}
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func TestAFileWithASecretIsRemoved(t *testing.T) {
	quoted, _ := json.Marshal(secret)
	body, _ := json.Marshal(`{"password":` + string(quoted) + `}`)
	for form, spelling := range map[string]string{
		"as it is":                    secret,
		"JSON-escaped":                string(quoted),
		"JSON-escaped in a JSON text": string(body),
		"URL-encoded":                 url.QueryEscape(secret),
		"URL-encoded in a path":       url.PathEscape(secret),
		"HTML-escaped":                "p/ß&#34;w\\o r+d&lt;7&gt;",
		"in base64":                   base64.StdEncoding.EncodeToString([]byte("user:" + secret)),
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "run.json")
		if err := os.WriteFile(path, []byte("of an earlier run"), 0o600); err != nil {
			t.Fatal(err)
		}
		err := files(t).Write(path, text("before "+spelling+" after"))
		var leak *Leak
		if !errors.As(err, &leak) || leak.File != path || !strings.HasPrefix(form, leak.Form) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", form, err)
		}
		if left := names(t, dir); left != "" {
			t.Errorf("%s: %s is left", form, left)
		}
	}
}

// A secret is found wherever the pieces that are written happen to end.
func TestASecretInTwoPiecesIsFound(t *testing.T) {
	whole := strings.Repeat("x", 40) + secret + strings.Repeat("y", 40)
	for cut := range len(whole) {
		r := files(t).Redactor
		scan := r.Scanner(io.Discard)
		for _, piece := range []string{whole[:cut], whole[cut:min(cut+3, len(whole))], whole[min(cut+3, len(whole)):]} {
			if _, err := scan.Write([]byte(piece)); err != nil {
				t.Fatal(err)
			}
		}
		if _, found := scan.Found(); !found {
			t.Errorf("cut at %d: not found", cut)
		}
	}
	scan := files(t).Redactor.Scanner(io.Discard)
	for _, b := range []byte(strings.Replace(whole, "<7>", "<8>", 1)) {
		if _, err := scan.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	if form, found := scan.Found(); found {
		t.Errorf("found %s where there is none", form)
	}
}

func TestAFileIsWholeOrOld(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	broken := errors.New("broken")
	if err := files(t).Write(path, text("one")); err != nil {
		t.Fatal(err)
	}
	if err := files(t).Write(path, func(w io.Writer) error { return errors.Join(text("half")(w), broken) }); !errors.Is(err, broken) {
		t.Error(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || string(data) != "one" || names(t, dir) != "a.txt" {
		t.Errorf("%q, %v, beside %s", data, err, names(t, dir))
	}
	if err := (Files{}).Write(path, text(secret)); err != nil {
		t.Error("without secrets nothing is looked for:", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := files(t).Write(filepath.Join(path, "b.txt"), text("")); err == nil || !strings.Contains(err.Error(), "name another place") {
		t.Error("wrote into a file:", err)
	}
}

// What is learned during the run is looked for as well.
func TestALearnedSecretIsFound(t *testing.T) {
	f := files(t)
	f.Redactor.Learn("made by the server", "short")
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := f.Write(path, text("x made by the server x")); err == nil {
		t.Error("a learned secret was written")
	}
	if err := f.Write(path, text("too short to look for")); err != nil {
		t.Error(err)
	}
}

// A secret that is a word of the reports themselves would be found in all of
// them; the others are still looked for.
func TestAnOrdinaryWordMayStay(t *testing.T) {
	r, err := recording.NewRedactor("kibana", "hunter22", "ui2lp2axTNmsyakw9tvNnw", "pass word", "12345678")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(r.Wordlike(), " "); got != "hunter22 kibana" {
		t.Errorf("words: %s", got)
	}
	f := Files{Redactor: r, Words: []string{"kibana"}}
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := f.Write(path, text("Does it answer like kibana? kibana does.")); err != nil {
		t.Error(err)
	}
	for _, secret := range []string{"kibana hunter22", "kibana kibana a2liYW5h"} {
		if err := f.Write(path, text(secret)); err == nil {
			t.Errorf("%s was written", secret)
		}
	}
}
