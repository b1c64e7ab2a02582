package openapi

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// hostile are texts of which a parameter with any bounds refuses one: none of a
// list of words, no number, no date; too long; too short; of other letters.
var hostile = []string{"kbn-conf-no-such-value", strings.Repeat("x", 1500), "", "~"}

// Unfit is a text that a parameter cannot have, whatever it is read as; false
// where any text will do. problems judges a value by a schema.
func (p Parameter) Unfit(problems func(schema, value any) ([]schemas.Problem, error)) (string, bool) {
	for _, text := range hostile {
		if text == "" && p.In == "path" {
			continue // that would be another path
		}
		if refused, err := p.Refuses([]string{text}, problems); err == nil && refused != nil {
			return text, true
		}
	}
	return "", false
}

// Refuses takes texts for whatever of the schema's types they can be read as.
// It gives the problems of the first reading when there is one with each.
func (p Parameter) Refuses(texts []string, problems func(schema, value any) ([]schemas.Problem, error)) ([]schemas.Problem, error) {
	if p.Schema.Node == nil {
		return nil, nil
	}
	var first []schemas.Problem
	for _, value := range readings(texts) {
		found, err := problems(p.Schema.Node, value)
		if err != nil || len(found) == 0 {
			return nil, err
		}
		if first == nil {
			first = found
		}
	}
	return first, nil
}

// readings are the JSON values that the texts of a parameter may stand for.
func readings(texts []string) []any {
	lists := [][]string{texts}
	var out []any
	if len(texts) == 1 {
		out = scalars(texts[0])
		if strings.ContainsAny(texts[0], "{[") {
			out = append(out, Decoded(texts[0]))
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

// Decoded reads JSON with numbers as they are written; what is no JSON is the
// text itself.
func Decoded(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if d.Decode(&value) != nil {
		return text
	}
	return value
}
