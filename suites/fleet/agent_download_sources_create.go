package fleet

import (
	"strconv"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// downloadSourcesCreate: what is created is what is read, with an id of its
// own, and the default stays whose it was.
func downloadSourcesCreate() kit.Endpoint {
	return kit.Endpoint{ID: "fleet.agent_download_sources.create", Relations: kit.Relations{
		"generated-id.distinct": func(r *kit.Relation) {
			a, b := r.Step("first").JSON("item.id"), r.Step("second").JSON("item.id")
			r.Check(rules.Claim(a.String() != b.String(), "value-unexpected", "/item/id", "another id than "+a.Raw, b.Raw)...)
		},
		"default-stays.same-default": func(r *kit.Relation) {
			const path = "items.#(is_default==true).id"
			r.Check(rules.Same(r.Step("before"), "", r.Step("after"), "", path)...)
		},
		"echo.same": func(r *kit.Relation) {
			r.Check(rules.SameMembers(r.Step("create"), r.Step("read-back"), "item", "id", "name", "host", "is_default", "proxy_id", "ssl", "secrets")...)
		},
		"lifecycle.list-adds-up": func(r *kit.Relation) {
			listed := r.Step("listed")
			total, shown := listed.JSON("total").Int(), listed.JSON("items.#").Int()
			if total > listed.JSON("perPage").Int() {
				r.Undecided("there are more sources than fit on one page")
			}
			r.Check(rules.Claim(total == shown, "total-wrong", "/total", strconv.FormatInt(shown, 10)+", the items listed", strconv.FormatInt(total, 10))...)
		},
		"secret-key.kept": secretKept,
	}}
}

// secretKept: the key is stored as a secret, or, where Fleet Server cannot read
// secrets, kept in place; the secret itself is never shown.
func secretKept(r *kit.Relation) {
	item := r.Only().JSON("item")
	secret, plain := item.Get("secrets.ssl.key"), item.Get("ssl.key")
	r.Check(rules.Claim(secret.Type != gjson.String, "value-unexpected", "/item/secrets/ssl/key", "a reference, never the secret", "a text")...)
	stored := secret.Get("id").String() != "" && plain.String() == ""
	kept := plain.String() == "/etc/ssl/kbn-conf.key" && !secret.Exists()
	r.Check(rules.Claim(stored || kept, "value-unexpected", "/item/secrets/ssl/key", "a reference {id}, or the key in /item/ssl/key", "neither, or both")...)
}
