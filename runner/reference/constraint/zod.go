package constraint

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxIssues is how many issues a zod refusal spells out.
// Kibana source: packages/kbn-zod-helpers/src/stringify_zod_error.ts.
const maxIssues = 5

// CheckZod judges v as the zod routes do: it collects every issue, drops the keys it does not know
// and fills in defaults.
func CheckZod(s *Schema, part string, v any) (any, error) {
	w := zodWalk{}
	out := w.check(s, nil, v)
	if len(w.issues) == 0 {
		return out, nil
	}
	text := strings.Join(w.issues[:min(len(w.issues), maxIssues)], ", ")
	if more := len(w.issues) - maxIssues; more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return nil, errors.New("[" + part + "]: " + text)
}

type zodWalk struct{ issues []string }

func (w *zodWalk) issue(path []string, format string, args ...any) any {
	text := fmt.Sprintf(format, args...)
	if len(path) > 0 {
		text = strings.Join(path, ".") + ": " + text
	}
	w.issues = append(w.issues, text)
	return nil
}

func (w *zodWalk) expected(path []string, want string, v any) any {
	if _, missing := v.(Missing); missing {
		return w.issue(path, "Required")
	}
	return w.issue(path, "Expected %s, received %s", want, typeName(v))
}

func (w *zodWalk) check(s *Schema, path []string, v any) any {
	if v == nil && s.Nullable {
		return nil
	}
	switch s.Kind {
	case String:
		return w.text(s, path, v)
	case Number:
		return w.number(s, path, v)
	case Boolean:
		return w.boolean(s, path, v)
	case Object:
		return w.object(s, path, v)
	case Map:
		return w.dict(s, path, v)
	case Array:
		return w.array(s, path, v)
	case Union:
		return w.union(s, path, v)
	}
	if _, missing := v.(Missing); missing {
		return nil
	}
	return v
}

func (w *zodWalk) text(s *Schema, path []string, v any) any {
	text, ok := v.(string)
	if len(s.Enum) > 0 && ok && !slices.Contains(s.Enum, text) {
		quoted := "'" + strings.Join(s.Enum, "' | '") + "'"
		return w.issue(path, "Invalid enum value. Expected %s, received '%s'", quoted, text)
	}
	if !ok {
		return w.expected(path, "string", v)
	}
	n := len([]rune(text))
	if n < s.MinLength {
		w.issue(path, "String must contain at least %d character(s)", s.MinLength)
	}
	if s.MaxLength > 0 && n > s.MaxLength {
		w.issue(path, "String must contain at most %d character(s)", s.MaxLength)
	}
	if why := s.Format.refuse(text); why != "" {
		w.issue(path, "%s", why)
	}
	return text
}

func (w *zodWalk) number(s *Schema, path []string, v any) any {
	n, ok := v.(float64)
	if s.Text {
		if _, missing := v.(Missing); missing {
			return w.issue(path, "Required")
		}
		if n, ok = fromText(v); !ok {
			return w.issue(path, "Expected number, received nan")
		}
	}
	if !ok {
		return w.expected(path, "number", v)
	}
	if s.Integer && n != math.Trunc(n) {
		w.issue(path, "Expected integer, received float")
	}
	if s.Minimum != nil && n < *s.Minimum {
		w.issue(path, "Number must be greater than or equal to %v", *s.Minimum)
	}
	if s.Maximum != nil && n > *s.Maximum {
		w.issue(path, "Number must be less than or equal to %v", *s.Maximum)
	}
	return n
}

// fromText converts as JavaScript's Number does: blank text is 0.
func fromText(v any) (float64, bool) {
	text, ok := v.(string)
	if !ok {
		return 0, false
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, true
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && !math.IsInf(n, 0) && !math.IsNaN(n)
}

func (w *zodWalk) boolean(s *Schema, path []string, v any) any {
	if text, ok := v.(string); ok && s.Text {
		if text == "true" || text == "false" {
			return text == "true"
		}
	}
	b, ok := v.(bool)
	if !ok {
		return w.expected(path, "boolean", v)
	}
	return b
}

func (w *zodWalk) object(s *Schema, path []string, v any) any {
	in, ok := v.(map[string]any)
	if !ok {
		return w.expected(path, "object", v)
	}
	out := make(map[string]any, len(s.Fields))
	for i := range s.Fields {
		f := &s.Fields[i]
		value, sent := in[f.Name]
		if !sent && f.Default != nil {
			out[f.Name] = f.Default
			continue
		}
		if !sent && !f.Required {
			continue
		}
		if !sent {
			value = Missing{}
		}
		out[f.Name] = w.check(f.Schema, append(slices.Clip(path), f.Name), value)
	}
	if s.Closed {
		for _, key := range sortedKeys(in) {
			if s.field(key) == nil {
				w.issue(path, "Unrecognized key(s) in object: '%s'", key)
			}
		}
	}
	return out
}

func (w *zodWalk) dict(s *Schema, path []string, v any) any {
	in, ok := v.(map[string]any)
	if !ok {
		return w.expected(path, "object", v)
	}
	out := make(map[string]any, len(in))
	for _, key := range sortedKeys(in) {
		out[key] = w.check(s.Items, append(slices.Clip(path), key), in[key])
	}
	return out
}

func (w *zodWalk) array(s *Schema, path []string, v any) any {
	if text, ok := v.(string); ok && s.Text {
		v = split(text)
	}
	in, ok := v.([]any)
	if !ok {
		return w.expected(path, "array", v)
	}
	if len(in) < s.MinItems {
		w.issue(path, "Array must contain at least %d element(s)", s.MinItems)
	}
	if s.MaxItems > 0 && len(in) > s.MaxItems {
		w.issue(path, "Array must contain at most %d element(s)", s.MaxItems)
	}
	out := make([]any, len(in))
	for i, item := range in {
		out[i] = w.check(s.Items, append(slices.Clip(path), strconv.Itoa(i)), item)
	}
	return out
}

// split reads the comma separated form of a list; empty text is an empty list.
func split(text string) []any {
	if text == "" {
		return []any{}
	}
	var items []any
	for item := range strings.SplitSeq(text, ",") {
		items = append(items, item)
	}
	return items
}

func (w *zodWalk) union(s *Schema, path []string, v any) any {
	for _, alternative := range s.OneOf {
		try := zodWalk{}
		if out := try.check(alternative, path, v); len(try.issues) == 0 {
			return out
		}
	}
	return w.issue(path, "Invalid input")
}
