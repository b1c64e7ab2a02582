package interop

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// factual checks that what a violation says came is what the recording holds.
// Relations, which compare several answers, name no single one to look at.
func factual(t *testing.T, c reports.Case, exchanges []recording.Exchange) {
	t.Helper()
	if c.Exchange == nil {
		return
	}
	if i := c.Exchange.Index; i < 0 || i >= len(exchanges) || exchanges[i].Step != c.ID {
		t.Errorf("%s points to exchange %d, which is another step's", c.ID, c.Exchange.Index)
		return
	}
	x := exchanges[c.Exchange.Index]
	for _, v := range c.Violations {
		if !holds(v, x) {
			t.Errorf("%s: %s %s got %s, but the recording says otherwise", c.ID, v.Rule, v.Pointer, v.Got)
		}
	}
}

// holds decides it for the rules that state a plain fact.
func holds(v reports.Violation, x recording.Exchange) bool {
	if v.Rule == "no-answer" {
		return x.Response == nil
	}
	if x.Response == nil {
		return false
	}
	switch v.Rule {
	case "status-unexpected":
		return strings.HasPrefix(v.Got, strconv.Itoa(x.Response.Status)+" "+http.StatusText(x.Response.Status))
	case "header-missing":
		return len(x.Response.Header.Values(v.Pointer)) == 0
	case "header-value":
		return v.Got == strconv.Quote(x.Response.Header.Get(v.Pointer))
	}
	if !strings.HasPrefix(v.Pointer, "/") || strings.HasSuffix(strings.TrimSuffix(v.Got, `"`), "…") {
		return true // no place in the body, or cut to fit a line
	}
	if list, _, within := strings.Cut(v.Pointer, "/*/"); within {
		items, _ := at(x.Response.Body, list)
		return v.Got == fmt.Sprintf("%d others", len(items.Array()))
	}
	place, found := at(x.Response.Body, v.Pointer)
	switch {
	case v.Got == "nothing":
		return !found
	case v.Got == "null":
		return found && place.Type == gjson.Null
	case strings.HasPrefix(strings.TrimPrefix(v.Got, "string "), `"`):
		text, err := strconv.Unquote(strings.TrimPrefix(v.Got, "string "))
		return err == nil && found && place.Type == gjson.String && place.Str == text
	case gjson.Valid(v.Got):
		return found && place.Get("@ugly").Raw == v.Got
	}
	return found
}

// at follows a JSON Pointer (RFC 6901).
func at(body []byte, pointer string) (gjson.Result, bool) {
	value := gjson.ParseBytes(body)
	if pointer == "" {
		return value, true
	}
	for _, token := range strings.Split(pointer[1:], "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		var next gjson.Result
		if value.IsArray() {
			if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(value.Array()) {
				next = value.Array()[i]
			}
		} else {
			next = value.Map()[token]
		}
		if !next.Exists() {
			return gjson.Result{}, false
		}
		value = next
	}
	return value, true
}

func TestAStatementIsComparedWithTheRecording(t *testing.T) {
	x := recording.Exchange{Response: &recording.Response{
		Status: 404, Header: http.Header{"Kbn-Name": {"a"}, "Content-Type": {"text/html"}},
		Body: []byte(`{"item":{"id":"a","n":[1,null]},"a/b":true}`),
	}}
	for _, row := range []struct {
		rule, pointer, got string
		true               bool
	}{
		{"status-unexpected", "", "404 Not Found", true},
		{"status-unexpected", "", "400 Bad Request", false},
		{"header-missing", "kbn-license-sig", "", true},
		{"header-missing", "kbn-name", "", false},
		{"header-value", "content-type", `"text/html"`, true},
		{"header-value", "content-type", `"text/plain"`, false},
		{"value-unexpected", "/item/id", `"a"`, true},
		{"value-unexpected", "/item/id", `"b"`, false},
		{"schema-mismatch", "/item/id", `string "a"`, true},
		{"schema-mismatch", "/item/id", `string "b"`, false},
		{"value-unexpected", "/item/id", "nothing", false},
		{"value-unexpected", "/item/name", "nothing", true},
		{"value-unexpected", "/item/name", `"a"`, false},
		{"value-unexpected", "/item/n/0", "1", true},
		{"value-unexpected", "/item/n/0", "2", false},
		{"schema-mismatch", "/item/n/1", "null", true},
		{"schema-mismatch", "/item/n/2", "null", false},
		{"schema-mismatch", "/a~1b", "boolean true", true},
		{"value-unexpected", "/item/n/*/id", "2 others", true},
		{"value-unexpected", "/item/n/*/id", "1 others", false},
		{"value-unexpected", "/items/*/id", "0 others", true},
		{"no-answer", "", "cut: reset by peer", false},
	} {
		if got := holds(reports.Violation{Rule: row.rule, Pointer: row.pointer, Got: row.got}, x); got != row.true {
			t.Errorf("%s %s got %s: %v, want %v", row.rule, row.pointer, row.got, got, row.true)
		}
	}
	if holds(reports.Violation{Rule: "status-unexpected", Got: "404 Not Found"}, recording.Exchange{}) {
		t.Error("a status without an answer holds")
	}
}
