package compare

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// longestExcerpt bounds what a sample shows of an answer.
const longestExcerpt = 1500

// sample shows the pair of answers that a fact was first seen in.
func (c *comparison) sample(f fact) Sample {
	p := c.pairs[f.seen.pair.index]
	return Sample{
		Member: member(f), Step: p.step, Request: p.after.Request.Method + " " + p.after.Path(),
		Before: excerpt(p.before, f, f.seen.before), After: excerpt(p.after, f, f.seen.after), Curl: p.after.Curl(),
	}
}

// member names what a fact is about, as it stands in an excerpt.
func member(f fact) string {
	if i := strings.LastIndexByte(f.subject, '/'); i >= 0 && !strings.HasSuffix(f.subject, "*") {
		return unescape.Replace(f.subject[i+1:])
	}
	if f.rule == "wording-changed" || f.rule == "text-changed" {
		return "message"
	}
	return ""
}

// excerpt is the status line and the place that a fact is about.
func excerpt(x *recording.Exchange, f fact, value any) string {
	if !x.Complete() {
		text := outcome(x)
		if x.Failure != nil {
			text += "\n" + x.Failure.Text
		}
		return text
	}
	head := strings.TrimSpace("HTTP " + strconv.Itoa(x.Response.Status) + " " + x.Response.Reason)
	switch {
	case strings.HasPrefix(f.rule, "header-"), f.rule == "media-type-changed", f.rule == "charset-changed", f.rule == "deprecation-announced",
		f.rule == "protection-dropped", f.rule == "location-changed", f.rule == "api-version-changed":
		if value == nil {
			return head + "\n(no " + f.subject + ")"
		}
		return fmt.Sprintf("%s\n%s: %v", head, f.subject, value)
	case strings.HasPrefix(f.subject, "/"):
		return head + "\n" + place(x.Response.Body, f.subject, value)
	}
	return head + "\n" + clip(pretty(x.Response.Body))
}

// place shows a member with its neighbours, so that one sees what it belongs to.
func place(body []byte, pointer string, value any) string {
	holder := pointer[:strings.LastIndexByte(pointer, '/')]
	name := pointer[len(holder)+1:]
	v := first(decode(body), strings.Split(strings.TrimPrefix(holder, "/"), "/"), name, value)
	if v == nil {
		return clip(pretty(body))
	}
	data, err := json.MarshalIndent(short(v, name, 0), "", "  ")
	if err != nil {
		return clip(pretty(body))
	}
	if holder == "" {
		return clip(string(data))
	}
	return clip("at " + holder + "\n" + string(data))
}

// first finds the object that holds the value, going through lists until one
// fits.
func first(v any, path []string, name string, value any) any {
	if len(path) == 1 && path[0] == "" {
		path = nil
	}
	if len(path) == 0 {
		return v
	}
	switch v := v.(type) {
	case map[string]any:
		step := unescape.Replace(path[0])
		if child, ok := v[step]; ok {
			return first(child, path[1:], name, value)
		}
		if path[0] == "*" {
			for _, key := range sorted(v) {
				return first(v[key], path[1:], name, value)
			}
		}
	case []any:
		var any0 any
		for _, item := range v {
			got := first(item, path[1:], name, value)
			if any0 == nil {
				any0 = got
			}
			if object, ok := got.(map[string]any); ok {
				held, there := object[name]
				if value == nil && !there || there && show(held) == show(value) {
					return got
				}
			}
		}
		return any0
	}
	return nil
}

// short keeps an object readable: the member asked for whole, of the others the
// beginning.
func short(v any, name string, depth int) any {
	switch v := v.(type) {
	case map[string]any:
		if depth > 1 && len(v) > 4 {
			return map[string]any{"…": fmt.Sprintf("%d members", len(v))}
		}
		out := map[string]any{}
		for k, member := range v {
			if k == name {
				out[k] = short(member, name, depth)
			} else {
				out[k] = short(member, "", depth+1)
			}
		}
		return out
	case []any:
		if len(v) > 3 {
			v = append(slices.Clone(v[:3]), fmt.Sprintf("… %d more", len(v)-3))
		}
		out := make([]any, len(v))
		for i := range v {
			out[i] = short(v[i], name, depth+1)
		}
		return out
	case string:
		if len(v) > 200 {
			return strings.ToValidUTF8(v[:200], "") + "…"
		}
	}
	return v
}

func pretty(body []byte) string {
	v := decode(body)
	if v == nil {
		return strings.ToValidUTF8(string(body), "\ufffd")
	}
	data, err := json.MarshalIndent(short(v, "", 0), "", "  ")
	if err != nil {
		return string(body)
	}
	return string(data)
}

func clip(s string) string {
	if len(s) <= longestExcerpt {
		return s
	}
	return strings.ToValidUTF8(s[:longestExcerpt], "") + "\n…"
}

func quoted(s string) string {
	if len(s) > 120 {
		s = strings.ToValidUTF8(s[:120], "") + "…"
	}
	return strconv.Quote(s)
}

func sortedPairs[V any](m map[[2]string]V) [][2]string {
	keys := make([][2]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y [2]string) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	return keys
}
