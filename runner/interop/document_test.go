package interop

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// uploads is the operation whose media type, `application/gzip; application/zip`,
// is none: Prism takes the part after the semicolon for a parameter and throws.
const (
	uploads   = "/api/fleet/epm/packages"
	nonsense  = "application/gzip; application/zip"
	operation = "paths." + uploads + ".post"
)

// repair writes a copy of the document with the media types that a Kibana takes
// and answers: two for the archive, JSON for what comes back. A document that
// says so itself is left alone.
func repair(t testing.TB, path string) string {
	t.Helper()
	data, err := readable(path)
	if err != nil {
		t.Fatal(err)
	}
	repaired, err := spellOut(data)
	if errors.Is(err, errSound) {
		return path
	}
	if err != nil {
		t.Fatalf("repair %s: %v", path, err)
	}
	out := filepath.Join(t.TempDir(), "repaired.json")
	repaired = strings.ReplaceAll(repaired, `"application:json"`, `"application/json"`) // Prism ends over this, too
	if err := os.WriteFile(out, []byte(repaired), 0o600); err != nil {
		t.Fatal(err)
	}
	return out
}

// errSound says that there is nothing to repair.
var errSound = errors.New("the document spells the media types out")

func readable(path string) (string, error) {
	data, err := os.ReadFile(path)
	return string(data), err
}

func spellOut(document string) (string, error) {
	whole := gjson.Get(document, operation)
	if !whole.Exists() {
		return "", fmt.Errorf("the document has no %s", operation)
	}
	archive := gjson.Get(whole.Raw, "requestBody.content."+nonsense)
	if !archive.Exists() {
		return "", errSound
	}
	key := strings.LastIndex(whole.Raw[:archive.Index], `"`+nonsense+`"`)
	mended := whole.Raw[:key] + `"application/gzip":` + archive.Raw + `,"application/zip":` + whole.Raw[archive.Index:]
	mended = strings.ReplaceAll(mended, `"`+nonsense+`"`, `"application/json"`)
	return document[:whole.Index] + mended + document[whole.Index+len(whole.Raw):], nil
}

func TestTheRepairSpellsTheMediaTypesOut(t *testing.T) {
	const before = `{"paths":{"/other":{"post":{}},"/api/fleet/epm/packages":{"post":{` +
		`"requestBody":{"content":{"application/gzip; application/zip": {"schema":{"format":"binary"}}},"required":true},` +
		`"responses":{"200":{"content":{"application/gzip; application/zip":{"schema":{"type":"object"}}}}}}}}}`
	const after = `{"paths":{"/other":{"post":{}},"/api/fleet/epm/packages":{"post":{` +
		`"requestBody":{"content":{"application/gzip":{"schema":{"format":"binary"}},"application/zip":{"schema":{"format":"binary"}}},"required":true},` +
		`"responses":{"200":{"content":{"application/json":{"schema":{"type":"object"}}}}}}}}}`
	if got, err := spellOut(before); err != nil || got != after {
		t.Errorf("got %s, %v\nwant %s", got, err, after)
	}
	if _, err := spellOut(after); !errors.Is(err, errSound) {
		t.Errorf("a document that needs no repair: %v", err)
	}
	if _, err := spellOut(`{"paths":{}}`); err == nil || errors.Is(err, errSound) {
		t.Errorf("a document without the operation: %v", err)
	}
}
