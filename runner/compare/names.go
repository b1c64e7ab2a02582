package compare

import (
	"net/url"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// names knows which name of one side is which on the other: a run calls its
// objects otherwise each time, and says so in its requests first.
type names struct {
	alias   [2]map[string]string   // of before and of after: name -> common name
	askedIn map[string][]string    // common name -> steps whose request mentions it
	asked   [2]map[string]struct{} // texts of requests, for recordings without own names
	hosts   [2][]string            // how each side is addressed
}

func learnNames(pairs []pair) *names {
	n := &names{askedIn: map[string][]string{}}
	for side := range 2 {
		n.alias[side], n.asked[side] = map[string]string{}, map[string]struct{}{}
	}
	for _, p := range pairs {
		var b, a []string
		if p.step != "" { // else nobody knows which object is which
			b, a = ownNames(p.before), ownNames(p.after)
		}
		for i := range min(len(b), len(a)) {
			if len(b) != len(a) {
				break // not the same request after all
			}
			n.learn(b[i], a[i])
			n.askedIn[n.alias[0][b[i]]] = append(n.askedIn[n.alias[0][b[i]]], p.step)
		}
		for side, x := range []*recording.Exchange{p.before, p.after} {
			n.hear(side, x)
		}
	}
	return n
}

// learn keeps the first meaning of a name.
func (n *names) learn(before, after string) {
	if n.alias[0][before] == "" {
		n.alias[0][before] = before
	}
	if n.alias[1][after] == "" {
		n.alias[1][after] = n.alias[0][before]
	}
}

// hear notes what a request mentions, so that lists are expected to hold it.
func (n *names) hear(side int, x *recording.Exchange) {
	path, _, _ := strings.Cut(x.Path(), "?")
	for segment := range strings.SplitSeq(path, "/") {
		if plain, err := url.PathUnescape(segment); err == nil && len(plain) > 2 {
			n.asked[side][plain] = struct{}{}
		}
	}
	if body, ok := decode(x.Request.Body).(map[string]any); ok {
		for _, key := range []string{"id", "name", "list_id", "item_id", "rule_id", "title"} {
			if s, ok := body[key].(string); ok {
				n.asked[side][s] = struct{}{}
			}
		}
	}
	if u, err := url.Parse(x.Request.URL); err == nil && u.Host != "" && (len(n.hosts[side]) == 0 || n.hosts[side][0] != u.Host) {
		n.hosts[side] = append(n.hosts[side][:0], u.Host)
	}
}

// ownNames lists the names of objects of a run in a request, in order.
func ownNames(x *recording.Exchange) []string {
	var found []string
	for _, text := range []string{unescaped(x.Path()), string(x.Request.Body)} {
		if mayHoldOwn(text) {
			found = append(found, ownText.FindAllString(text, -1)...)
		}
	}
	return found
}

// mayHoldOwn spares most texts the search.
func mayHoldOwn(text string) bool {
	return strings.Contains(text, "conf") || strings.Contains(text, "CONF")
}

func unescaped(path string) string {
	if plain, err := url.PathUnescape(path); err == nil {
		return plain
	}
	return path
}

// common writes a text of one side with the names that both sides share.
func (n *names) common(side int, s string) string {
	if mayHoldOwn(s) {
		s = ownText.ReplaceAllStringFunc(s, func(name string) string {
			if common := n.alias[side][name]; common != "" {
				return common
			}
			return "kbn-conf"
		})
	}
	for _, host := range n.hosts[side] {
		s = strings.ReplaceAll(s, host, "<target>")
	}
	return s
}

// ofFlow reports whether an object belongs to the flow of a step: then its
// state is certain there, whatever else is going on at the same time.
func (n *names) ofFlow(name, step string) bool {
	flow := flowOf(step)
	for _, other := range n.askedIn[name] {
		o := flowOf(other)
		if o == flow || strings.HasPrefix(flow, o+".") || strings.HasPrefix(o, flow+".") || parent(o) == parent(flow) {
			return true
		}
	}
	return false
}

func flowOf(step string) string {
	flow, _, _ := strings.Cut(step, "#")
	return flow
}

func parent(id string) string { return id[:max(strings.LastIndexByte(id, '.'), 0)] }

// managed reports whether automation names the object in its requests, on both sides.
func (n *names) managed(name string) bool {
	_, before := n.asked[0][name]
	_, after := n.asked[1][name]
	return before && after
}
