package reference_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// TestSearchesLagBehind bounds how long a value list stays unseen, and a deleted one seen.
func TestSearchesLagBehind(t *testing.T) {
	create, total := post("/api/lists", `{"id":"a","name":"n","description":"d","type":"ip"}`),
		func(want string, s step) row { return row{s, 200, "total", want} }
	d := start(t, reference.WithVariant("lists-found-300-ms-later"))
	play(t, d, []row{
		{post("/api/lists/index", ""), 200, "", ""}, total("0", get(find)), {create, 200, "id", "a"},
		total("0", get(find)), {get("/api/lists?id=a"), 200, "id", "a"}, total("0", get(find).after(299*time.Millisecond)),
		total("1", get(find).after(time.Millisecond)), {remove("/api/lists?id=a"), 200, "", ""}, total("1", get(find)),
		total("0", get(find).after(300*time.Millisecond)), total("0", get("/s/lab"+find)),
	})
	d = start(t, reference.WithVariant("lists-found-3-reads-later"))
	play(t, d, []row{
		{post("/api/lists/index", ""), 200, "", ""}, total("0", get(find)), {create, 200, "id", "a"},
		total("0", get(find)), total("0", get(find+"?page=2")), total("0", get(find)), total("1", get(find)),
		total("1", get(find)),
		{remove("/api/lists?id=a"), 200, "", ""}, total("1", get(find)), total("1", get(find)), total("1", get(find)),
		total("0", get(find)),
	})
}

func TestLimitedOnce(t *testing.T) {
	d := start(t, reference.WithVariant("limited-once"))
	first := d.do(t, get(find))
	if first.status != http.StatusTooManyRequests || first.header.Get("Retry-After") != "1" ||
		first.json("statusCode").Int() != 429 {
		t.Errorf("got %v", first)
	}
	play(t, d, []row{
		{get(find), 200, "total", "0"}, {get(find + "?page=2"), 200, "", ""}, {get(proxies), 200, "", ""},
		{get(entities + "?entity_types=user"), 429, "", ""}, {get(entities + "?entity_types=user"), 200, "", ""},
	})
}

func TestSlowAnswersStayWithin20Milliseconds(t *testing.T) {
	d := start(t, reference.WithVariant("slow-answers"))
	began := time.Now()
	for range 21 {
		d.do(t, get("/api/fleet/check-permissions"))
	}
	if took := time.Since(began); took < 210*time.Millisecond {
		t.Errorf("21 answers took %v, want 0 to 20 ms more each", took)
	}
}

// TestSecondClientKeepsToItself lets it work for a while: it touches nothing of others and leaves a
// handful of objects.
func TestSecondClientKeepsToItself(t *testing.T) {
	d := start(t, reference.WithVariant("second-client"))
	d.do(t, post(proxies, `{"id":"mine","name":"Mine","url":"http://h:1"}`))
	before, most := len(d.Objects()), 0
	for range 200 {
		d.do(t, get("/api/fleet/check-permissions"))
		most = max(most, len(d.Objects())-before)
	}
	if most == 0 || most > 40 {
		t.Errorf("there were up to %d more objects", most)
	}
	play(t, d, []row{{get(proxies + "/mine"), 200, "item.url", "http://h:1"}})
	for _, o := range d.Objects() {
		if o.Kind == "fleet-proxy" && o.ID != "mine" && !strings.HasPrefix(o.ID, "second-client-") {
			t.Errorf("%v belongs to nobody", o)
		}
	}
}

func TestGrowingStoreOnlyGrows(t *testing.T) {
	d := start(t, reference.WithVariant("entity-store-growing"), reference.WithEntities(reference.SampleEntities()...))
	last, seen := int64(0), map[string]bool{}
	for range 300 {
		total := d.do(t, get(entities+"?entity_types=user,host,service&per_page=1")).json("total").Int()
		if total < last {
			t.Fatalf("total fell from %d to %d", last, total)
		}
		last, seen[fmt.Sprint(total)] = total, true
	}
	if len(seen) < 10 || last > 100 {
		t.Errorf("total took %d values up to %d", len(seen), last)
	}
}
