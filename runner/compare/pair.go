package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"sort"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// pair is the same request on both sides.
type pair struct {
	step          string // empty in a foreign recording
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
	waiting := map[string][]*recording.Exchange{}
	for _, x := range latest(after) {
		k := key(x)
		waiting[k] = append(waiting[k], x)
	}
	for _, x := range latest(before) {
		k := key(x)
		if len(waiting[k]) == 0 {
			onlyBefore = append(onlyBefore, x)
			continue
		}
		pairs = append(pairs, pair{step: x.Step, before: x, after: waiting[k][0], op: ops.of(0, x.Request.Method, x.Path())})
		waiting[k] = waiting[k][1:]
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
	login := "credentials"
	if x.Request.Header.Get("Authorization") == "" && x.Request.Header.Get("Cookie") == "" {
		login = "no credentials"
	}
	return fmt.Sprintf("%s %s?%s %s %s", x.Request.Method, strings.Join(segments, "/"), settledQuery(x.Query()), login, settledBody(x.Request.Body))
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
		return fmt.Sprint(len(body))
	}
	data, err := json.Marshal(settledValue(value))
	if err != nil {
		return fmt.Sprint(len(body))
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
