package reference

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
	"github.com/kbn-conformance/kbn-conformance/runner/reference/esquery"
)

func findListsQuery() *want.Schema {
	notBlank := func() *want.Schema { return want.Formatted(want.NotBlank) }
	return want.Open(
		want.Opt("cursor", notBlank()),
		want.Opt("filter", want.Str()),
		want.Def("page", 1.0, want.Int().FromText()),
		want.Def("per_page", 20.0, want.Int().FromText()),
		want.Opt("sort_field", notBlank()),
		want.Opt("sort_order", want.Enum("desc", "asc")),
	)
}

// cursor is where a page starts: how many lists came before, and the last of them.
type cursor struct {
	position int
	sort     string // value of the sort field, where one was asked for
	after    string // tie_breaker_id
}

// encode writes the cursor as Kibana does: base64 of [position], [position, [tie breaker]] or, of a
// sorted page, [position, [value, tie breaker]].
// Kibana source: lists/server/services/utils/encode_decode_cursor.ts.
func (cur cursor) encode(sorted bool) string {
	parts := []any{cur.position}
	switch {
	case cur.after == "":
	case sorted:
		parts = append(parts, []any{cur.sort, cur.after})
	default:
		parts = append(parts, []any{cur.after})
	}
	return base64.StdEncoding.EncodeToString(encoder{}.append(nil, parts, 0))
}

func decodeCursor(encoded string, sorted bool) (cursor, error) {
	refused := func(why string) (cursor, error) { return cursor{}, refuse(http.StatusBadRequest, "%s", why) }
	raw, err := base64.StdEncoding.DecodeString(encoded)
	var parsed any
	if err != nil || json.Unmarshal(raw, &parsed) != nil {
		return refused("Error parsing JSON from base64 encoded cursor")
	}
	parts, isList := parsed.([]any)
	if !isList || len(parts) == 0 || len(parts) > 2 {
		return refused("Structure of cursor must be an array")
	}
	position, isNumber := parts[0].(float64)
	if !isNumber || position < 0 || position != float64(int(position)) {
		return refused(`Invalid value "cursor": want a position`)
	}
	out := cursor{position: int(position)}
	if len(parts) == 2 {
		after, isList := parts[1].([]any)
		if !isList || len(after) == 0 || text(after[len(after)-1]) == "" {
			return refused(`Invalid value "cursor": want what to search after`)
		}
		if sorted != (len(after) == 2) {
			return refused("") // the values of another order mean nothing in this one
		}
		out.after = text(after[len(after)-1])
	}
	return out, nil
}

// findLists pages through the lists of the space, by number or after a cursor.
func findLists(c *call) (reply, error) {
	page, perPage := number(c.query["page"]), number(c.query["per_page"])
	found, err := c.matchingLists()
	if err != nil {
		return reply{}, err
	}
	if page < 1 || perPage < 0 || page*perPage > c.habits.window {
		return reply{}, windowTooLarge(page, perPage)
	}
	shown, position, err := c.pageOfLists(found, page, perPage)
	if err != nil {
		return reply{}, err
	}
	next := cursor{}
	if len(shown) > 0 {
		last := shown[len(shown)-1]
		next = cursor{position + perPage, text(last[text(c.query["sort_field"])]), text(last["tie_breaker_id"])}
	}
	data := make([]any, len(shown))
	for i, list := range shown {
		data[i] = list
	}
	return ok(obj{"cursor": c.sealed(next), "data": data, "page": page, "per_page": perPage,
		"total": c.total(len(found), len(shown))})
}

// sealed is the cursor as it is told; that of an empty page says the same on every server.
func (c *call) sealed(next cursor) string {
	usual := next.encode(c.query["sort_field"] != nil)
	if next.after == "" {
		return usual
	}
	return c.habits.cursor(usual)
}

// pageOfLists is the page that was asked for, and the position at which it starts.
func (c *call) pageOfLists(found []obj, page, perPage int) ([]obj, int, error) {
	encoded, sent := c.query["cursor"].(string)
	if !sent || c.faulty(faultIgnoresCursor) {
		return c.page(found, page, perPage), (page - 1) * perPage, nil
	}
	opened, known := c.habits.uncursor(encoded)
	if !known {
		opened = "" // what nobody sealed is no cursor
	}
	cur, err := decodeCursor(opened, c.query["sort_field"] != nil)
	if err != nil && !c.faulty(faultAnyCursor) {
		return nil, 0, err
	}
	start := 0
	if at := slices.IndexFunc(found, func(l obj) bool { return text(l["tie_breaker_id"]) == cur.after }); at >= 0 {
		start = at + 1
		switch {
		case c.faulty(faultCursorRepeats):
			start = at
		case c.faulty(faultCursorSkips):
			start++
		}
	}
	position := (page - 1) * perPage
	if position < cur.position {
		return nil, 0, refuse(http.StatusBadRequest,
			"The position %d of the cursor is greater than the start page index of page %d with %d per page", cur.position, page, perPage)
	}
	start = min(start+position-cur.position, len(found))
	return found[start:min(start+perPage, len(found))], position, nil
}

// matchingLists filters and sorts; the tie breaker decides between equals and without a sort field.
func (c *call) matchingLists() ([]obj, error) {
	matches, err := listFilter(text(c.query["filter"]))
	if err != nil {
		return nil, err
	}
	if c.faulty(faultIgnoresFilter) {
		matches = func(obj) bool { return true }
	}
	var found []obj
	for _, list := range c.habits.lists(c, c.list(kindList, c.space)) {
		if matches(list) {
			found = append(found, list)
		}
	}
	field, descending := text(c.query["sort_field"]), text(c.query["sort_order"]) == "desc"
	if c.faulty(faultIgnoresSort) {
		field, descending = "", false
	}
	if c.faulty(faultIgnoresOrder) {
		descending = false
	}
	order := c.habits.listOrder
	slices.SortStableFunc(found, func(a, b obj) int {
		direction := 1
		if descending {
			direction = -1
		}
		if field == "" {
			return direction * order(a, b)
		}
		return cmp.Or(direction*esquery.Compare(a[field], b[field]), order(a, b))
	})
	return found, nil
}
