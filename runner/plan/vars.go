package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Vars are the variables of one flow. Names of the run's own objects follow
// from the run and the flow alone, so a recording can be judged later.
type Vars struct {
	run, flow string
	captured  map[string]string
}

// NewVars gives the variables that a flow begins with.
func NewVars(run, flow string) Vars { return Vars{run: run, flow: flow} }

// With gives the variables plus one.
func (v Vars) With(name, value string) Vars {
	next := make(map[string]string, len(v.captured)+1)
	for k, old := range v.captured {
		next[k] = old
	}
	next[name] = value
	v.captured = next
	return v
}

// Lookup gives the value of a variable.
func (v Vars) Lookup(name string) (string, bool) {
	base, suffix, _ := strings.Cut(name, ".")
	switch base {
	case "own":
		return OwnPrefix(v.run) + v.hash(suffix), true
	case "own_":
		return underscored(OwnPrefix(v.run)) + v.hash(suffix), true
	case "uuid":
		return v.uuid(suffix), true
	case "run":
		return v.run, true
	}
	value, ok := v.captured[name]
	return value, ok
}

// Made reports whether a text is a name or a UUID that the run made up. Names
// may go on after that; a list of names is made up only as a whole.
func (v Vars) Made(text string) bool {
	for part := range strings.SplitSeq(text, ",") {
		if !v.made(part) {
			return false
		}
	}
	return true
}

// Mentioned reports whether a name that the run made up occurs in a text.
func (v Vars) Mentioned(text []byte) bool {
	prefix := OwnPrefix(v.run)
	return bytes.Contains(text, []byte(prefix)) || bytes.Contains(text, []byte(underscored(prefix)))
}

func (v Vars) made(text string) bool {
	if prefix := OwnPrefix(v.run); strings.HasPrefix(text, prefix) || strings.HasPrefix(text, underscored(prefix)) {
		return true
	}
	if len(text) != len("00000000-0000-4000-a000-000000000000") {
		return false
	}
	for suffix := range strings.SplitSeq(uuidSuffixes, "") {
		if text == v.uuid(suffix) {
			return true
		}
	}
	return text == v.uuid("")
}

// uuidSuffixes are the letters that a fixture may put after {uuid.
const uuidSuffixes = "abcdefghijklmnopqrstuvwxyz"

func (v Vars) uuid(suffix string) string {
	h := v.hex(suffix)
	return fmt.Sprintf("%s-%s-4%s-a%s-%s", h[:8], h[8:12], h[13:16], h[17:20], h[20:32])
}

func underscored(prefix string) string { return strings.ReplaceAll(prefix, "-", "_") }

// OwnPrefix begins the name of every object of a run.
func OwnPrefix(run string) string { return "kbn-conf-" + run + "-" }

func (v Vars) hash(suffix string) string { return v.hex(suffix)[:8] }

func (v Vars) hex(suffix string) string {
	sum := sha256.Sum256([]byte(v.run + "\x00" + v.flow + "\x00" + suffix))
	return hex.EncodeToString(sum[:])
}

// Capture adds what the step takes from its answer; missing names the first
// variable whose place is not in it.
func (s *Step) Capture(v Vars, x recording.Exchange) (next Vars, missing string) {
	for name, path := range s.Step.Capture {
		got := x.JSON(path)
		if value, ok := s.Otherwise[name]; ok && got.String() == "" && x.Complete() && x.Response.Status/100 == 2 {
			v = v.With(name, v.Expand(value))
			continue
		}
		if !got.Exists() || got.String() == "" {
			if missing == "" || name < missing {
				missing = name
			}
			continue
		}
		v = v.With(name, got.String())
	}
	return v, missing
}

// Expand puts the variables into a text; unknown ones stay.
func (v Vars) Expand(s string) string { return fixtures.Expand(s, v.Lookup) }

// Tree puts the variables into all texts of a tree of YAML values, keys included.
func (v Vars) Tree(x any) any {
	switch x := x.(type) {
	case string:
		return v.Expand(x)
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = v.Tree(x[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, member := range x {
			out[v.Expand(k)] = v.Tree(member)
		}
		return out
	}
	return x
}
