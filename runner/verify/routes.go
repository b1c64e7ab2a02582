package verify

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// routes finds the operation of an exchange by method and path.
type routes map[string][]*operation // by method and number of segments, the most literal first

// newRoutes takes the operations that a version of Kibana has.
func newRoutes(all []*operation, judge *kit.Judge) routes {
	r := routes{}
	for _, o := range all {
		if e := o.endpoint; e != nil && (e.Since != "" && judge.Before(semver.MustParse(e.Since)) || e.Until != "" && !judge.Before(semver.MustParse(e.Until))) {
			continue
		}
		k := key(o.line.Method, len(o.segments))
		r[k] = append(r[k], o)
	}
	for _, list := range r {
		slices.SortStableFunc(list, func(a, b *operation) int { return cmp.Compare(variables(a), variables(b)) })
	}
	return r
}

func key(method string, segments int) string { return method + " " + string(rune('0'+segments)) }

func variables(o *operation) (n int) {
	for _, s := range o.segments {
		if s == "" {
			n++
		}
	}
	return n
}

// find looks behind any base path and the prefix of a space: an operation
// begins with the segment api.
func (r routes) find(x recording.Exchange) *operation {
	method := x.Request.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	p, _, _ := strings.Cut(x.Path(), "?")
	segments := strings.Split(p[1:], "/")
	for i, s := range segments {
		if s != "api" {
			continue
		}
		for _, o := range r[key(method, len(segments)-i)] {
			if o.matches(segments[i:]) {
				return o
			}
		}
	}
	return nil
}

func (o *operation) matches(segments []string) bool {
	for i, want := range o.segments {
		if want != segments[i] && (want != "" || segments[i] == "") {
			return false
		}
	}
	return true
}

// place is what unmatched exchanges are counted by.
type place struct{ method, path string }

// places is how many of them are told apart; the rest is counted together.
const places = 1000

// particular are segments that name one object of many.
var particular = regexp.MustCompile(`^(\d+|[0-9a-fA-F]{8,}|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|.{41,}|.*%.*)$`)

// miss counts an exchange that cannot be judged.
func (w *observer) miss(x recording.Exchange) {
	p, _, _ := strings.Cut(x.Path(), "?")
	segments := strings.Split(p, "/")
	for i, s := range segments {
		if particular.MatchString(s) {
			segments[i] = "*"
		}
	}
	at := place{x.Request.Method, strings.Join(segments, "/")}
	if !w.facts.ours(x) {
		at.path = origin(x) + at.path
	}
	if _, seen := w.unmatched[at]; !seen && len(w.unmatched) >= places {
		at = place{"", "others"}
	}
	w.unmatched[at]++
}

// most lists the unmatched, the most frequent first.
func most(counts map[place]int) []reports.Unmatched {
	out := make([]reports.Unmatched, 0, len(counts))
	for at, n := range counts {
		out = append(out, reports.Unmatched{Method: at.method, Path: at.path, Count: n})
	}
	slices.SortFunc(out, func(a, b reports.Unmatched) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return out
}

func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

func join(a, b string) string { return strings.TrimSpace(a + " " + b) }
