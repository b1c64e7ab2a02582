package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// pair is the same request on both sides.
type pair struct {
	step          string // empty in a foreign recording
	sure          bool   // the request was made once on each side
	before, after *recording.Exchange
	op            Operation
}

// pairUp joins the exchanges of two recordings: by step where both know steps,
// else by what was asked. Of repeated attempts the last one counts.
func pairUp(before, after []recording.Exchange, ops *operations) (pairs []pair, onlyBefore, onlyAfter []*recording.Exchange) {
	key := requestKey
	if stepped(before) && stepped(after) {
		key = stepKey
	}
	waiting, once := map[string][]*recording.Exchange{}, map[string][2]int{}
	count := func(k string, side int) {
		n := once[k]
		n[side]++
		once[k] = n
	}
	for _, x := range latest(after) {
		k := key(x)
		waiting[k] = append(waiting[k], x)
		count(k, 1)
	}
	first := latest(before)
	keys := make(map[*recording.Exchange]string, len(first))
	for _, x := range first {
		keys[x] = key(x)
		count(keys[x], 0)
	}
	join := func(x *recording.Exchange, alike bool) bool {
		k := keys[x]
		for i, y := range waiting[k] {
			if !alike || outcome(x) == outcome(y) {
				waiting[k] = slices.Delete(waiting[k], i, i+1)
				pairs = append(pairs, pair{step: x.Step, sure: once[k] == [2]int{1, 1}, before: x, after: y, op: ops.of(0, x.Request.Method, x.Path())})
				return true
			}
		}
		return false
	}
	// A request that is repeated may have met the object in another state: first
	// those are joined that were answered alike, then what is left, in order.
	var unlike []*recording.Exchange
	for _, x := range first {
		if !join(x, true) {
			unlike = append(unlike, x)
		}
	}
	for _, x := range unlike {
		if !join(x, false) {
			onlyBefore = append(onlyBefore, x)
		}
	}
	for _, left := range waiting {
		onlyAfter = append(onlyAfter, left...)
	}
	sort.SliceStable(onlyAfter, func(i, j int) bool { return onlyAfter[i].Started.Before(onlyAfter[j].Started) })
	return pairs, onlyBefore, onlyAfter
}

func stepped(list []recording.Exchange) bool {
	for _, x := range list {
		if x.Step != "" {
			return true
		}
	}
	return false
}

// latest leaves out the attempts that were followed by another one.
func latest(list []recording.Exchange) []*recording.Exchange {
	last := map[string]int{}
	for i, x := range list {
		if x.Step != "" {
			last[x.Step] = i
		}
	}
	out := make([]*recording.Exchange, 0, len(list))
	for i := range list {
		if x := &list[i]; x.Step == "" || last[x.Step] == i {
			out = append(out, x)
		}
	}
	return out
}

func stepKey(x *recording.Exchange) string {
	if x.Step != "" {
		return x.Step
	}
	return requestKey(x)
}

// requestKey is what a client asked for, without what differs each time.
func requestKey(x *recording.Exchange) string {
	path, _, _ := strings.Cut(x.Path(), "?")
	segments := strings.Split(path, "/")
	for i, s := range segments {
		segments[i] = settled(unescaped(s))
	}
	said := []string{"with credentials"}
	if x.Request.Header.Get("Authorization") == "" && x.Request.Header.Get("Cookie") == "" {
		said[0] = "without credentials"
	}
	for _, name := range []string{"Elastic-Api-Version", "Content-Type", "Kbn-Version"} {
		said = append(said, x.Request.Header.Get(name))
	}
	if x.Request.Header.Get("Kbn-Xsrf") != "" {
		said = append(said, "kbn-xsrf")
	}
	return fmt.Sprintf("%s %s?%s %q %s", x.Request.Method, strings.Join(segments, "/"), settledQuery(x.Query()), said, settledBody(x.Request.Body))
}

func settled(s string) string {
	if form := formOf(s); volatile(form) || form == formOwn {
		return "<" + form + ">"
	}
	return plain(s)
}

func settledQuery(values url.Values) string {
	var out []string
	for name, list := range values {
		for _, v := range list {
			out = append(out, name+"="+settled(v))
		}
	}
	sort.Strings(out)
	return strings.Join(out, "&")
}

func settledBody(body []byte) string {
	value := decode(body)
	if value == nil {
		return map[bool]string{true: "no body", false: "a body"}[len(body) == 0]
	}
	data, err := json.Marshal(settledValue(value))
	if err != nil {
		return "a body"
	}
	return string(data)
}

func settledValue(v any) any {
	switch v := v.(type) {
	case string:
		return settled(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = settledValue(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, member := range v {
			out[k] = settledValue(member)
		}
		return out
	}
	return v
}

// decode reads a JSON body; nil when it is none.
func decode(body []byte) any {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil || dec.More() {
		return nil
	}
	return v
}
