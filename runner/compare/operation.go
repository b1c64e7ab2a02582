package compare

import (
	"net/url"
	"strings"
)

// Operation is one method of one path, with the places of its parameters.
type Operation struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

// Same reports whether two operations differ in the names of parameters at most.
func (o Operation) Same(other Operation) bool {
	mine, theirs := strings.Split(o.Path, "/"), strings.Split(other.Path, "/")
	if o.Method != other.Method || len(mine) != len(theirs) {
		return false
	}
	for i := range mine {
		if mine[i] != theirs[i] && !(strings.HasPrefix(mine[i], "{") && strings.HasPrefix(theirs[i], "{")) {
			return false
		}
	}
	return true
}

func (o Operation) String() string { return o.Method + " " + o.Path }

// operations finds the operation of a request: among those that are known,
// else by taking for a parameter whatever looks like an id.
type operations struct {
	known map[string][]Operation // by method and number of segments
	base  [2]string              // path of the target of each side
}

func newOperations(known []Operation, targets ...string) *operations {
	o := &operations{known: map[string][]Operation{}}
	for _, op := range known {
		k := op.Method + " " + string(rune(strings.Count(op.Path, "/")))
		o.known[k] = append(o.known[k], op)
	}
	for side, target := range targets {
		if u, err := url.Parse(target); err == nil {
			o.base[side] = strings.TrimSuffix(u.EscapedPath(), "/")
		}
	}
	return o
}

func (o *operations) of(side int, method, path string) Operation {
	path, _, _ = strings.Cut(path, "?")
	path = withoutSpace(o.withoutBase(side, path))
	if op, ok := o.find(method, path); ok {
		return op
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if plain := unescaped(segment); segment != plain || i > 0 && looksLikeID(plain) {
			segments[i] = "{id}"
		}
	}
	return Operation{method, strings.Join(segments, "/")}
}

// find prefers literal segments to parameters, from the left.
func (o *operations) find(method, path string) (Operation, bool) {
	segments := strings.Split(path, "/")
	best, score := Operation{}, -1
	for _, op := range o.known[method+" "+string(rune(strings.Count(path, "/")))] {
		if got := fit(strings.Split(op.Path, "/"), segments); got > score {
			best, score = op, got
		}
	}
	return best, score >= 0
}

// fit is -1 when a path does not fit; else it grows with literal segments.
func fit(template, path []string) int {
	score := 0
	for i, want := range template {
		score *= 2
		switch {
		case strings.HasPrefix(want, "{"):
			if path[i] == "" {
				return -1
			}
		case want != path[i]:
			return -1
		default:
			score++
		}
	}
	return score
}

// withoutBase takes off the path below which a target is reached. A foreign
// recording does not tell it; there it is whatever comes before the API.
func (o *operations) withoutBase(side int, path string) string {
	if base := o.base[side]; base != "" && strings.HasPrefix(path, base+"/") {
		return path[len(base):]
	}
	for _, root := range []string{"/api/", "/internal/"} {
		if at := strings.Index(path, root); at > 0 && !strings.HasPrefix(path, "/s/") && !strings.Contains(path[:at], "/s/") {
			return path[at:]
		}
	}
	if at := strings.Index(path, "/s/"); at > 0 && strings.Contains(path[at:], "/api/") && strings.Index(path, "/api/") > at {
		return path[at:]
	}
	return path
}

// withoutSpace takes off the prefix of a space.
func withoutSpace(path string) string {
	if rest, ok := strings.CutPrefix(path, "/s/"); ok {
		if at := strings.IndexByte(rest, '/'); at > 0 {
			return rest[at:]
		}
	}
	return path
}

func looksLikeID(segment string) bool {
	switch form := formOf(segment); form {
	case formWord, formText, formEmpty:
		return false
	case formVersion:
		return true
	default:
		return true
	}
}
