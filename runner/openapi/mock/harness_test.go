package mock_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/mock"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

func things(t testing.TB) *openapi.Document {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "things.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi.Load(data, openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// kibana is the document of a Kibana, where one lies beside the project.
func kibana(t testing.TB) *openapi.Document {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "..", "shared", "openapi", "kibana-9.1-dev.json"))
	if err != nil {
		t.Skip("no document of Kibana beside the project: ", err)
	}
	doc, err := openapi.Load(data, openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func start(t testing.TB, doc *openapi.Document, faults ...string) *mock.Server {
	t.Helper()
	s, err := mock.New(doc, mock.Options{Seed: 1, Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type answer struct {
	*http.Response
	body string
}

// send plays one request as a privileged client; {id} in the path is what the
// last answer called id or part_id.
func send(t testing.TB, s http.Handler, method, path, body string, header ...string) answer {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", reference.Privileged().APIKey())
	r.Header.Set("Kbn-Xsrf", "true")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i+1] == "" {
			r.Header.Del(header[i])
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{w.Result(), string(text)}
}

// step reads: a request, the status that it gets, and a member of the answer.
type step struct {
	method, path, body string
	status             int
	at, want           string // a gjson path and its value as text; * at the end is any rest
}

func play(t *testing.T, s http.Handler, steps []step) {
	t.Helper()
	id := ""
	for _, row := range steps {
		path := strings.ReplaceAll(row.path, "{id}", id)
		a := send(t, s, row.method, path, row.body)
		got := gjson.Get(a.body, row.at).String()
		prefix, open := strings.CutSuffix(row.want, "*")
		want := strings.ReplaceAll(prefix, "{id}", id)
		if a.StatusCode != row.status || row.at != "" && got != want && !(open && strings.HasPrefix(got, want)) {
			t.Errorf("%s %s %s\n got %d %s\nwant %d, %s = %q", row.method, path, row.body, a.StatusCode, a.body, row.status, row.at, row.want)
		}
		for _, at := range []string{"item.id", "part_id", "id"} {
			if found := gjson.Get(a.body, at); found.Exists() {
				id = found.String()
				break
			}
		}
	}
}
