package schemas

import (
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// child is a schema inside another one.
type child struct {
	keyword string
	key     string // of a map of schemas, or the position in a list
	schema  any
}

// pointer is where the child lies below its parent.
func (c child) pointer() string {
	if c.key == "" {
		return "/" + c.keyword
	}
	return "/" + c.keyword + "/" + escape(c.key)
}

// inPlace reports whether the child judges the same value as its parent.
func (c child) inPlace() bool {
	switch c.keyword {
	case "allOf", "anyOf", "oneOf", "not", "if", "then", "else":
		return true
	}
	return false
}

// applicators are the keywords that hold subschemas, sorted.
var applicators = []string{"additionalProperties", "allOf", "anyOf", "definitions", "else", "if", "items", "not", "oneOf", "properties", "then"}

// sortedKeys are the keys of a map, in a list that is made once.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// subschemas yields the schemas directly inside a schema, in a fixed order.
func subschemas(s map[string]any) iter.Seq[child] {
	return func(yield func(child) bool) {
		for _, keyword := range applicators {
			value, ok := s[keyword]
			if !ok {
				continue
			}
			switch keyword {
			case "properties", "definitions":
				named, _ := value.(map[string]any)
				for _, key := range sortedKeys(named) {
					if !yield(child{keyword, key, named[key]}) {
						return
					}
				}
			case "allOf", "anyOf", "oneOf":
				list, _ := value.([]any)
				for i, schema := range list {
					if !yield(child{keyword, strconv.Itoa(i), schema}) {
						return
					}
				}
			default:
				if !yield(child{keyword, "", value}) {
					return
				}
			}
		}
	}
}

// resolve finds the target of a $ref written in the named file: another file by
// relative path, a definition by #/definitions/name, or both. Nothing else can
// be reached, in particular nothing outside the set.
func (d documents) resolve(from, ref string) (name, pointer string, err error) {
	if name, ok := d.shared(from, ref); ok {
		return name, "", nil
	}
	u, err := url.Parse(ref)
	if err != nil || u.Scheme != "" || u.Host != "" || u.RawQuery != "" || path.IsAbs(u.Path) {
		return "", "", fmt.Errorf("%q is not a relative path", ref)
	}
	name, pointer = from, u.Fragment
	if u.Path != "" {
		file := path.Join(path.Dir(from), u.Path)
		if path.Ext(file) != ".json" {
			return "", "", fmt.Errorf("%q names no .json file", ref)
		}
		name = strings.TrimSuffix(file, ".json")
	}
	if _, err := d.lookup(name, pointer); err != nil {
		return "", "", fmt.Errorf("%q leads nowhere", ref)
	}
	return name, pointer, nil
}

// shared finds a definition of foreign schemas, each of which is a file of its
// own: an engine then compiles only those that a schema needs.
func (d documents) shared(from, ref string) (string, bool) {
	key, ok := strings.CutPrefix(ref, "#/definitions/")
	prefix, _, deep := strings.Cut(from, "/")
	if !ok || !deep {
		return "", false
	}
	name := prefix + "/" + definitions + key
	_, ok = d[name]
	return name, ok
}

// lookup gives the schema of a file, or one of its definitions.
func (d documents) lookup(name, pointer string) (any, error) {
	doc, ok := d[name]
	if !ok {
		return nil, fmt.Errorf("no schema %s", name)
	}
	if pointer == "" {
		return doc, nil
	}
	key, ok := strings.CutPrefix(pointer, "/definitions/")
	root, _ := doc.(map[string]any)
	named, _ := root["definitions"].(map[string]any)
	schema, found := named[key]
	if !ok || !found {
		return nil, fmt.Errorf("no definition at %s of schema %s", pointer, name)
	}
	return schema, nil
}

func typesOf(value any) []string {
	if one, ok := value.(string); ok {
		return []string{one}
	}
	return texts(value)
}

// texts are the strings of a list; anything else in it is left out.
func texts(value any) []string {
	list, _ := value.([]any)
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// whole reads a count; -1 is none.
func whole(value any) int {
	n, _ := value.(json.Number)
	i, err := strconv.ParseInt(n.String(), 10, 32)
	if err != nil || i < 0 {
		return -1
	}
	return int(i)
}
