package reference_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// TestManyClients lets 64 clients create, change, read and delete at the same time; the race
// detector looks on, and what is left must be what was there before.
func TestManyClients(t *testing.T) {
	d := start(t, append(stocked(), reference.WithUploadInterval(0))...)
	d.client.Transport.(*http.Transport).MaxIdleConnsPerHost = 64
	d.do(t, post("/api/lists/index", ""))
	before := d.Objects()
	pkg := archive(t, "shared", nil)
	var clients sync.WaitGroup
	for i := range 64 {
		clients.Go(func() {
			id := fmt.Sprintf("client-%d", i)
			for _, s := range []step{
				post(proxies, `{"id":"`+id+`","name":"`+id+`","url":"http://h:1"}`), put(proxies+"/"+id, `{"name":"x"}`), get(proxies),
				post(sources, `{"id":"`+id+`","name":"`+id+`","host":"http://h.example.test/","proxy_id":"`+id+`"}`),
				post(policies, `{"id":"`+id+`","name":"`+id+`","namespace":"default","download_source_id":"`+id+`"}`),
				put(proxies+"/"+id, `{}`), get(policies + "/" + id), get(policies), get(entities + "?entity_types=user"),
				post("/api/lists", `{"id":"`+id+`","name":"`+id+`","description":"d","type":"ip"}`), get(find + "?sort_field=name"),
				put(role+"/"+id, `{"elasticsearch":{}}`), get(role), uploading("application/gzip", pkg), get("/api/status"),
				remove("/api/lists?id=" + id), post(policies+"/delete", `{"agentPolicyId":"`+id+`"}`), remove(sources + "/" + id),
				remove(proxies + "/" + id), remove(role + "/" + id),
			} {
				if a := d.send(t.Context(), s); a.err != nil || a.status >= 300 {
					t.Errorf("%s %s: got %v", s.method, s.path, a)
				}
			}
			d.Objects()
			d.Requests()
		})
	}
	clients.Wait()
	d.do(t, remove(uploads+"/shared/1.0.0"))
	if after := d.Objects(); !slices.Equal(before, after) {
		t.Errorf("left behind: %d objects, before %d", len(after), len(before))
	}
}

func TestDelayIsPerAnswer(t *testing.T) {
	d := start(t, reference.WithDelay(30*time.Millisecond))
	began := time.Now()
	d.do(t, get(find))
	if took := time.Since(began); took < 30*time.Millisecond {
		t.Errorf("an answer took %v, want at least 30 ms", took)
	}
}

func TestSeedChangesIDs(t *testing.T) {
	id := func(opts ...reference.Option) string {
		return start(t, opts...).do(t, post(proxies, validProxy)).json("item.id").String()
	}
	if first, second := id(), id(); first != second {
		t.Errorf("the same seed gives %s and %s", first, second)
	}
	if first, second := id(), id(reference.WithSeed(2)); first == second {
		t.Errorf("another seed gives %s as well", first)
	}
}

func TestServerlessNamesItsHost(t *testing.T) {
	play(t, start(t, reference.WithFlavour("serverless"), reference.WithName("here")), []row{
		{get(hosts), 200, "items.0.id", "default-fleet-server"},
		{get("/api/status"), 200, "version.build_flavor", "serverless"},
		{get("/api/status"), 200, "name", "here"},
	})
}

// sink is a ResponseWriter that costs nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

func BenchmarkHandler(b *testing.B) {
	srv, err := reference.New()
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, find, nil)
	r.Header.Set("Authorization", reference.Privileged().APIKey())
	b.ReportAllocs()
	for b.Loop() {
		srv.ServeHTTP(&sink{header: http.Header{}}, r)
	}
}

func BenchmarkLoopback(b *testing.B) {
	d := start(b)
	d.client.Transport.(*http.Transport).MaxIdleConnsPerHost = 64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req, _ := http.NewRequest(http.MethodGet, d.url+"/api/fleet/epm/verification_key_id", strings.NewReader(""))
			req.Header.Set("Authorization", reference.Privileged().APIKey())
			res, err := d.client.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
	})
}
