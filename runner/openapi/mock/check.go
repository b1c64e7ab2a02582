package mock

import (
	"fmt"
	"net/http"
	"net/url"
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

// judge refuses texts that are nothing of what the parameter may be.
func (op *operation) judge(at string, p parameter, texts []string) error {
	problems, err := p.Refuses(texts, op.Problems)
	if err != nil || len(problems) == 0 {
		return err
	}
	return refuse(at, problems[0])
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
