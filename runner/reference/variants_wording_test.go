package reference_test

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// TestOtherWordsKeepTheFacts: whatever the wording, a text names what a client needs to know.
func TestOtherWordsKeepTheFacts(t *testing.T) {
	for _, v := range reference.Variants() {
		if v.Group != "wording" {
			continue
		}
		d := start(t, reference.WithVariant(v.Name))
		for _, row := range []struct {
			step   step
			prefix string
			holds  string
		}{
			{post(sources, `{"name":"B","host":"https://h.example.test/","bogus":1}`), "[request body.bogus]: ", ""},
			{get("/api/fleet/check-permissions?x=1"), "[request query.x]: ", ""},
			{get(find + "?page=abc"), "[request query]: ", "page"},
			{wipe(cleanup, `{"migration_ids":["gone"]}`), "", "gone"},
			{remove(proxies + "/gone"), "", "gone"},
			{get(policies + "/gone"), "", "gone"},
			{withoutXSRF(remove(proxies + "/gone")), "", "kbn-xsrf"},
		} {
			message := d.do(t, row.step).json("message").String()
			if !strings.HasPrefix(message, row.prefix) || !strings.Contains(message, row.holds) {
				t.Errorf("%s: %s %s says %.100q, want %q and %q in it", v.Name, row.step.method, row.step.path, message,
					row.prefix, row.holds)
			}
		}
	}
}

func TestDialects(t *testing.T) {
	bad := get(entities + "?entity_types=car&page=abc")
	for variant, want := range map[string]string{
		"zod-4-wording": "[request query]: page: Invalid input: expected number, received NaN, entity_types.0: Invalid option: expected one of " +
			"'user' | 'host' | 'service' | 'generic', received 'car'",
		"zod-reworded": "[request query]: page: is not as it should be, entity_types.0: is not as it should be",
	} {
		play(t, start(t, reference.WithVariant(variant)), []row{{bad, 400, "message", want}})
	}
	play(t, start(t, reference.WithVariant("io-ts-wording")), []row{
		{get(find + "?page=abc"), 400, "message", `[request query]: Invalid value "undefined" supplied to "page"`},
		{post(sources, `{}`), 400, "message", "[request body.name]: expected value of type [string] but got [undefined]"},
	})
	play(t, start(t, reference.WithVariant("config-schema-reworded")), []row{
		{post(sources, `{}`), 400, "message", "[request body.name]: is not as it should be"},
		{get(find + "?page=abc"), 400, "message", "[request query]: page: Expected*"},
	})
}
