package mock

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// parameter is one that can be judged: objects in a query are written in too
// many ways.
type parameter struct{ openapi.Parameter }

func parametersOf(o *openapi.Operation) []parameter {
	var out []parameter
	for _, p := range o.Parameters {
		if p.Schema.Node != nil && (p.In == "path" || p.In == "query" && p.Style != "deepObject") {
			out = append(out, parameter{p})
		}
	}
	return out
}

// refuses is false where any text will do.
func (p parameter) refuses() bool {
	for keyword := range p.Schema.Node {
		switch keyword {
		case "type", "title", "description", "default", "examples":
		default:
			return true
		}
	}
	return p.Schema.Node["type"] != "string"
}

func (op *operation) checkParams(v *reference.Visit) error {
	for _, p := range op.checks {
		if text, given := v.Params[p.Name].(string); p.In == "path" && given {
			if err := op.judge("request params."+p.Name, p, []string{text}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (op *operation) checkQuery(v *reference.Visit) error {
	query := v.URL.Query()
	for _, p := range op.checks {
		if p.In != "query" {
			continue
		}
		at := "request query." + p.Name
		given := given(query, p.Name)
		if given == nil {
			if p.Required && !nested(query, p.Name) {
				return refuse(at, schemas.Problem{Keyword: "required", Want: typeOf(p.Schema.Node), Got: "nothing"})
			}
			continue
		}
		if err := op.judge(at, p, given); err != nil {
			return err
		}
	}
	return nil
}

// given are the values of a parameter; some clients write a list as name[].
func given(query url.Values, name string) []string {
	if list := query[name]; list != nil {
		return list
	}
	return query[name+"[]"]
}

// nested reports whether an object is written as name[key]=value.
func nested(query url.Values, name string) bool {
	for key := range query {
		if strings.HasPrefix(key, name+"[") {
			return true
		}
	}
	return false
}

// judge takes texts for whatever of the schema's types they can be read as.
func (op *operation) judge(at string, p parameter, texts []string) error {
	var first []schemas.Problem
	for _, value := range readings(texts) {
		problems, err := op.Problems(p.Schema.Node, value)
		if err != nil || len(problems) == 0 {
			return err
		}
		if first == nil {
			first = problems
		}
	}
	return refuse(at, first[0])
}

// readings are the JSON values that the texts of a parameter may stand for.
func readings(texts []string) []any {
	lists := [][]string{texts}
	var out []any
	if len(texts) == 1 {
		out = scalars(texts[0])
		if strings.ContainsAny(texts[0], "{[") {
			out = append(out, decoded(texts[0]))
		}
		if strings.Contains(texts[0], ",") {
			lists = append(lists, strings.Split(texts[0], ","))
		}
	}
	for _, list := range lists {
		for kind := range 3 { // all as texts, as numbers, as booleans
			items := make([]any, len(list))
			for i, text := range list {
				all := scalars(text)
				items[i] = all[min(kind, len(all)-1)]
			}
			out = append(out, items)
		}
	}
	return out
}

func scalars(text string) []any {
	out := []any{text}
	if _, err := strconv.ParseFloat(text, 64); err == nil && json.Valid([]byte(text)) {
		out = append(out, json.Number(text))
	}
	switch text {
	case "true", "false":
		out = append(out, text == "true")
	case "null":
		out = append(out, nil)
	}
	return out
}

func decoded(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if d.Decode(&value) != nil {
		return text
	}
	return value
}

// checkBody judges JSON; what other media types hold is not looked at.
func (op *operation) checkBody(v *reference.Visit) error {
	const at = "request body"
	if !v.Sent {
		if op.BodyNeeded {
			return reference.Refuse(http.StatusBadRequest, "["+at+"]: expected a plain object value, but found [null] instead.")
		}
		return nil
	}
	for _, b := range op.Bodies {
		switch v.Body.(type) {
		case string, []byte:
			return nil
		}
		if !isJSON(b.MediaType) || b.Schema.Node == nil {
			continue
		}
		problems, err := op.Problems(b.Schema.Node, v.Body)
		if err == nil && len(problems) > 0 {
			err = refuse(at, problems[0])
		}
		return err
	}
	return nil
}

// refuse words a problem as Kibana's validation does.
func refuse(at string, p schemas.Problem) error {
	at += strings.ReplaceAll(p.Pointer, "/", ".")
	text := ""
	switch p.Keyword {
	case "type", "required":
		text = fmt.Sprintf("expected value of type [%s] but got [%s]", strings.ReplaceAll(p.Want, "integer", "number"), typeName(p.Got))
	case "additionalProperties":
		text = "definition for this key is missing"
	default:
		text = fmt.Sprintf("expected %s but got %s", p.Want, p.Got)
	}
	return reference.Refuse(http.StatusBadRequest, "["+at+"]: "+text)
}

func typeName(got string) string {
	name, _, _ := strings.Cut(got, " ")
	switch name {
	case "nothing":
		return "undefined"
	case "integer":
		return "number"
	case "array":
		return "Array"
	case "object":
		return "Object"
	}
	return name
}

func typeOf(node map[string]any) string {
	if name, isText := node["type"].(string); isText {
		return name
	}
	return "any"
}
