package constraint

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// CheckConfigSchema judges v as @kbn/config-schema does: it stops at the first failure, refuses keys
// it does not know, fills in defaults and converts text where that package converts it.
// Kibana source: packages/kbn-config-schema/src/{internals/index,types/*}.ts.
func CheckConfigSchema(s *Schema, part string, v any) (any, error) {
	w := configWalk{part: part}
	return w.check(s, nil, v)
}

type configWalk struct{ part string }

func (w configWalk) refuse(path []string, format string, args ...any) error {
	at := w.part
	if len(path) > 0 {
		at += "." + strings.Join(path, ".")
	}
	return fmt.Errorf("[%s]: %s", at, fmt.Sprintf(format, args...))
}

func (w configWalk) check(s *Schema, path []string, v any) (any, error) {
	if v == nil && s.Nullable {
		return nil, nil
	}
	switch s.Kind {
	case String:
		return w.text(s, path, v)
	case Number:
		return w.number(s, path, v)
	case Boolean:
		return w.boolean(path, v)
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
		return nil, nil
	}
	return v, nil
}

func (w configWalk) text(s *Schema, path []string, v any) (any, error) {
	if len(s.Enum) > 0 {
		return w.literals(s, path, v)
	}
	text, ok := v.(string)
	if !ok {
		return nil, w.refuse(path, "expected value of type [string] but got [%s]", typeDetect(v))
	}
	n := len([]rune(text))
	if n < s.MinLength {
		return nil, w.refuse(path, "value has length [%d] but it must have a minimum length of [%d].", n, s.MinLength)
	}
	if s.MaxLength > 0 && n > s.MaxLength {
		return nil, w.refuse(path, "value has length [%d] but it must have a maximum length of [%d].", n, s.MaxLength)
	}
	if why := s.Format.refuse(text); why != "" {
		return nil, w.refuse(path, "%s", why)
	}
	return text, nil
}

// literals words a refusal the way a union of literals does: one line per alternative.
func (w configWalk) literals(s *Schema, path []string, v any) (any, error) {
	if text, ok := v.(string); ok && slices.Contains(s.Enum, text) {
		return text, nil
	}
	lines := []string{"types that failed validation:"}
	for i, literal := range s.Enum {
		at := append(slices.Clone(path), strconv.Itoa(i))
		lines = append(lines, "- "+w.refuse(at, "expected value to equal [%s]", literal).Error())
	}
	return nil, w.refuse(path, "%s", strings.Join(lines, "\n"))
}

func (w configWalk) number(s *Schema, path []string, v any) (any, error) {
	n, ok := v.(float64)
	if text, isText := v.(string); isText {
		parsed, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		n, ok = parsed, err == nil
	}
	switch {
	case !ok:
		return nil, w.refuse(path, "expected value of type [number] but got [%s]", typeDetect(v))
	case s.Integer && n != float64(int64(n)):
		return nil, w.refuse(path, "expected value to be an integer but got [%v]", n)
	case s.Minimum != nil && n < *s.Minimum:
		return nil, w.refuse(path, "Value must be equal to or greater than [%v].", *s.Minimum)
	case s.Maximum != nil && n > *s.Maximum:
		return nil, w.refuse(path, "Value must be equal to or lower than [%v].", *s.Maximum)
	}
	return n, nil
}

func (w configWalk) boolean(path []string, v any) (any, error) {
	if text, ok := v.(string); ok {
		switch strings.ToLower(text) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
	}
	b, ok := v.(bool)
	if !ok {
		return nil, w.refuse(path, "expected value of type [boolean] but got [%s]", typeDetect(v))
	}
	return b, nil
}

func (w configWalk) object(s *Schema, path []string, v any) (any, error) {
	in, err := w.plain(path, v)
	if err != nil {
		return nil, err
	}
	out := make(map[string]any, len(in))
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
		checked, err := w.check(f.Schema, append(slices.Clip(path), f.Name), value)
		if err != nil {
			return nil, err
		}
		out[f.Name] = checked
	}
	return out, w.rest(s, path, in, out)
}

// rest deals with the keys that the schema does not name.
func (w configWalk) rest(s *Schema, path []string, in, out map[string]any) error {
	var unknown []string
	for key, value := range in {
		if s.field(key) != nil {
			continue
		}
		unknown = append(unknown, key)
		out[key] = value
	}
	if len(unknown) == 0 || !s.Closed {
		return nil
	}
	slices.Sort(unknown)
	return w.refuse(append(slices.Clip(path), unknown[0]), "definition for this key is missing")
}

func (s *Schema) field(name string) *Field {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

func (w configWalk) dict(s *Schema, path []string, v any) (any, error) {
	in, err := w.plain(path, v)
	if err != nil {
		return nil, err
	}
	out := make(map[string]any, len(in))
	for _, key := range sortedKeys(in) {
		checked, err := w.check(s.Items, append(slices.Clip(path), key), in[key])
		if err != nil {
			return nil, err
		}
		out[key] = checked
	}
	return out, nil
}

// plain takes an object, or the JSON text of one.
func (w configWalk) plain(path []string, v any) (map[string]any, error) {
	if text, ok := v.(string); ok {
		var parsed any
		if json.Unmarshal([]byte(text), &parsed) != nil {
			return nil, w.refuse(path, "could not parse object value from json input")
		}
		v = parsed
	}
	in, ok := v.(map[string]any)
	if !ok {
		return nil, w.refuse(path, "expected a plain object value, but found [%s] instead.", typeDetect(v))
	}
	return in, nil
}

func (w configWalk) array(s *Schema, path []string, v any) (any, error) {
	if text, ok := v.(string); ok {
		var parsed []any
		if json.Unmarshal([]byte(text), &parsed) != nil {
			return nil, w.refuse(path, "could not parse array value from json input")
		}
		v = parsed
	}
	in, ok := v.([]any)
	if !ok {
		return nil, w.refuse(path, "expected value of type [array] but got [%s]", typeDetect(v))
	}
	out := make([]any, len(in))
	for i, item := range in {
		checked, err := w.check(s.Items, append(slices.Clip(path), strconv.Itoa(i)), item)
		if err != nil {
			return nil, err
		}
		out[i] = checked
	}
	if len(in) < s.MinItems {
		return nil, w.refuse(path, "array size is [%d], but cannot be smaller than [%d]", len(in), s.MinItems)
	}
	if s.MaxItems > 0 && len(in) > s.MaxItems {
		return nil, w.refuse(path, "array size is [%d], but cannot be greater than [%d]", len(in), s.MaxItems)
	}
	return out, nil
}

func (w configWalk) union(s *Schema, path []string, v any) (any, error) {
	lines := []string{"types that failed validation:"}
	for i, alternative := range s.OneOf {
		checked, err := w.check(alternative, append(slices.Clip(path), strconv.Itoa(i)), v)
		if err == nil {
			return checked, nil
		}
		lines = append(lines, "- "+err.Error())
	}
	return nil, errors.New(w.refuse(path, "%s", strings.Join(lines, "\n")).Error())
}
