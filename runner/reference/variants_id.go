package reference

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// crockford is the alphabet of ULIDs.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// idVariants generate other ids for objects whose creator names none.
func idVariants() []Variant {
	generated := func(name, title string, make func(*store) string) Variant {
		return Variant{Name: name, Title: title, Group: "value",
			Source:  "Kibana API document, property id (string without a format)",
			install: habit(func(h *habits) { h.newID = make })}
	}
	return []Variant{
		generated("ids-uuid-in-capitals", "generated ids are UUIDs in capitals",
			func(st *store) string { return strings.ToUpper(st.uuid()) }),
		generated("ids-uuid-of-time", "generated ids are UUIDs of version 7", func(st *store) string {
			id := st.uuid()
			return "019a2b3c" + id[8:14] + "7" + id[15:]
		}),
		generated("ids-ulid", "generated ids are ULIDs",
			func(st *store) string { return "01JT" + st.letters(22, crockford) }),
		generated("ids-short", "generated ids have eight characters", func(st *store) string {
			return st.letters(8, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
		}),
		generated("ids-of-digits", "generated ids are digits only",
			func(st *store) string { return "9" + st.letters(18, "0123456789") }),
		generated("ids-with-punctuation", "generated ids have marks that a path may hold", func(st *store) string {
			return "fleet:" + st.letters(6, "abcdef") + "~v1.0(" + st.letters(3, "0123456789") + ")"
		}),
		generated("ids-long", "generated ids have two hundred characters",
			func(st *store) string { return st.letters(200, "abcdef0123456789") }),
		generated("ids-reused", "an id that became free is generated again", (*store).lowestFree),
	}
}

// letters is text of an alphabet, which depends on what uuid depends on.
func (st *store) letters(n int, alphabet string) string {
	st.generated++
	source := rand.New(rand.NewPCG(st.seed, st.generated))
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[source.IntN(len(alphabet))])
	}
	return b.String()
}

// lowestFree is the first number that no object has as its id.
func (st *store) lowestFree() string {
	for n := 1; ; n++ {
		id, used := strconv.Itoa(n), false
		for _, sh := range st.shelves {
			used = used || sh.items[id] != nil
		}
		if !used {
			return id
		}
	}
}

// valueVariants have other values where the contract leaves them open.
func valueVariants() []Variant {
	opaque := "Kibana source, lists/server/services/utils/encode_decode_cursor.ts (the cursor is opaque to clients)"
	known := func(name, title, as string) Variant {
		return Variant{Name: name, Title: title, Group: "value",
			Source:  "Kibana API document, properties created_by and updated_by (any string)",
			install: habit(func(h *habits) { h.known = func(string) string { return as } })}
	}
	return []Variant{
		known("user-names-of-digits", "users are known by a number", "2816243409"),
		known("user-names-of-keys", "the owner of an API key is known by realm and address",
			"api-key: ci <ops+ci@example.test>"),
		known("user-names-beyond-ascii", "users have names beyond ASCII", "Åsa Öberg 管理者"),
		{Name: "opaque-document-versions", Title: "versions of documents are random text", Group: "value",
			Source: "Kibana API document, property _version (opaque string)",
			install: habit(func(h *habits) {
				h.version = func(usual string) string { return fmt.Sprintf("v-%x", usual) }
			})},
		{Name: "opaque-cursors", Title: "cursors are written in another alphabet", Group: "value",
			Endpoints: []string{"lists.find"}, Source: opaque,
			install: habit(func(h *habits) { h.cursor, h.uncursor = sealCursor, openCursor })},
		{Name: "other-verification-key", Title: "the verification key has a long id", Group: "value",
			Endpoints: []string{"fleet.epm.verification_key_id.get"},
			Source:    "Kibana API document, operation get-fleet-epm-verification-key-id",
			install: on(onSuccess("id", func(o obj,
				m string) {
				o[m] = strings.Repeat("D27D666CD88E42B4", 2) + "00112233"
			}),
				"fleet.epm.verification_key_id.get")},
		{Name: "no-verification-key", Title: "no package verification key is loaded", Group: "value",
			Endpoints: []string{"fleet.epm.verification_key_id.get"},
			Source:    "Kibana API document, operation get-fleet-epm-verification-key-id (nullable)",
			install:   on(onSuccess("id", func(o obj, m string) { o[m] = nil }), "fleet.epm.verification_key_id.get")},
		{Name: "secrets-kept-in-place", Title: "secrets are kept where they were sent, for want of newer Fleet Servers",
			Group: "value", Endpoints: []string{"fleet.agent_download_sources.create"},
			Source:  "Kibana source, fleet/server/services/secrets.ts",
			install: habit(func(h *habits) { h.plainKeys = true })},
	}
}

func sealCursor(usual string) string { return "~" + fmt.Sprintf("%x", usual) + ".1" }

func openCursor(sealed string) (string, bool) {
	if sealed == (cursor{}).encode(false) { // of an empty page, which is not sealed
		return sealed, true
	}
	inner, found := strings.CutPrefix(strings.TrimSuffix(sealed, ".1"), "~")
	usual, err := hex.DecodeString(inner)
	return string(usual), found && err == nil
}
