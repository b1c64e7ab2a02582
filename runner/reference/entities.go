package reference

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
	"github.com/kbn-conformance/kbn-conformance/runner/reference/esquery"
)

// resultWindow is how deep Elasticsearch pages.
const resultWindow = 10000

func entities(r release) []definition {
	types := []string{"user", "host"}
	if r.since(8, 18) {
		types = append(types, "service")
	}
	if r.since(9, 1) {
		types = append(types, "generic")
	}
	number := func() *want.Schema { return want.Int().FromText().AtLeast(1) }
	query := want.Open(
		want.Opt("sort_field", want.Str()),
		want.Opt("sort_order", want.Enum("asc", "desc")),
		want.Def("page", 1.0, number()),
		want.Def("per_page", 10.0, number().AtMost(resultWindow)),
		want.Opt("filterQuery", want.Str()),
		want.Req("entity_types", want.List(want.Enum(types...)).FromText()),
	)
	return []definition{{
		ID: "entitystore.entities.list", Method: http.MethodGet, Path: "/api/entity_store/entities/list",
		privileges: "securitySolution,securitySolution-entity-analytics", siem: true, zod: true,
		deprecated: r.since(9, 4), query: query, handle: listEntities,
	}}
}

// listEntities answers 200 with nothing when the store was never enabled: the search ignores
// missing indices.
// Kibana source: security_solution/server/lib/entity_analytics/entity_store/routes/entities/list.ts.
func listEntities(c *call) (reply, error) {
	page, perPage := number(c.query["page"]), number(c.query["per_page"])
	filter, err := c.entityFilter()
	if err != nil {
		return reply{}, err
	}
	if page*perPage > c.habits.window {
		return reply{}, windowTooLarge(page, perPage)
	}
	types, _ := c.query["entity_types"].([]any)
	var found []obj
	for _, record := range c.all(kindEntity, c.space) {
		record = objectOf(record["record"])
		if (hasType(record, types) || c.faulty(faultIgnoresTypes)) && filter(record) {
			found = append(found, record)
		}
	}
	c.sortRecords(found)
	records := []any{}
	for _, record := range c.page(found, page, perPage) {
		records = append(records, record)
	}
	return ok(obj{"records": records, "page": page, "per_page": perPage, "total": c.total(len(found), len(records)),
		"inspect": c.inspect(len(found))})
}

func windowTooLarge(page, perPage int) error {
	return refuse(http.StatusBadRequest, "%s", elasticsearchError("illegal_argument_exception", fmt.Sprintf(
		"Result window is too large, from + size must be less than or equal to: [%d] but was [%d].", resultWindow, page*perPage)))
}

func (c *call) entityFilter() (esquery.Query, error) {
	text, sent := c.query["filterQuery"].(string)
	if !sent || text == "" || c.faulty(faultIgnoresFilter) {
		return func(obj) bool { return true }, nil
	}
	query, err := esquery.Parse(text)
	if errors.Is(err, esquery.ErrNotJSON) {
		return nil, refuse(http.StatusInternalServerError, "Unexpected token in JSON: %v", err)
	}
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "%v", err)
	}
	return query, nil
}

func hasType(record obj, types []any) bool {
	for _, name := range []string{"user", "host", "service"} {
		if record[name] != nil {
			return slices.Contains(types, any(name))
		}
	}
	return slices.Contains(types, any("generic"))
}

// sortRecords sorts by a field, newest first unless told otherwise; what lacks the field comes last.
func (c *call) sortRecords(records []obj) {
	field, descending := text(c.query["sort_field"]), text(c.query["sort_order"]) != "asc"
	if field == "" {
		field = "@timestamp"
	}
	if c.faulty(faultIgnoresSort) {
		return
	}
	if c.faulty(faultIgnoresOrder) {
		descending = false
	}
	if c.habits.ties {
		slices.Reverse(records)
	}
	slices.SortStableFunc(records, func(a, b obj) int {
		x, y := esquery.Values(a, field), esquery.Values(b, field)
		if len(x) == 0 || len(y) == 0 {
			return len(y) - len(x)
		}
		if descending {
			return esquery.Compare(y[0], x[0])
		}
		return esquery.Compare(x[0], y[0])
	})
}

// page is a page of what was found; paging goes wrong here.
func (c *call) page(found []obj, page, perPage int) []obj {
	switch {
	case c.faulty(faultIgnoresPage):
		page = 1
	case c.faulty(faultIgnoresPerPage):
		perPage = 10
	case c.faulty(faultOverlaps) && page > 1:
		from := min((page-1)*perPage-1, len(found))
		return found[from:min(from+perPage, len(found))]
	case c.faulty(faultSkips) && page > 1:
		from := min((page-1)*perPage+1, len(found))
		return found[from:min(from+perPage, len(found))]
	}
	return slicePage(found, page, perPage)
}

// total counts what was found, not what the page holds.
func (c *call) total(found, shown int) int {
	switch {
	case c.faulty(faultTotalOfPage):
		return shown
	case c.faulty(faultTotalTooHigh):
		return found + 1
	}
	return found
}

func (c *call) inspect(total int) obj {
	names := []string{}
	types, _ := c.query["entity_types"].([]any)
	for _, name := range types {
		names = append(names, fmt.Sprintf(".entities.v1.latest.security_%v_%s", name, c.space))
	}
	dsl := fmt.Sprintf(`{"index":["%s"],"body":{"bool":{"filter":[]}}}`, strings.Join(names, `","`))
	response := fmt.Sprintf(`{"took":1,"timed_out":false,"hits":{"total":{"value":%d,"relation":"eq"}}}`, total)
	return obj{"dsl": []any{dsl}, "response": []any{response}}
}
