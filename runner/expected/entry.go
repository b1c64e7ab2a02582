// Package expected holds the known deviations of a target: failures that
// somebody accounts for, until a date. It vets the user's file, applies it to a
// run and proposes a new one. An entry that no longer fails is a failure itself,
// so that no file outlives what it excuses.
package expected

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/Masterminds/semver/v3"
	"go.yaml.in/yaml/v4"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Entry is one expected failure.
type Entry = recording.Expected

// Blocked stands in the place of a rule id: the case cannot be judged, because
// another one does not hold.
const Blocked = "blocked"

// Known is what entries may name.
type Known struct {
	Cases map[string]string // endpoint by id of the case
	Rules []string
}

// fields are the keys of an entry; all but the last are needed.
var fields = []string{"case", "rule", "reason", "owner", "until", "versions"}

// Load reads a file of expected failures and vets it as of a day: every problem
// is listed with file and line. name is the file's, for messages.
func Load(data []byte, name string, known Known, today time.Time) ([]Entry, error) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil && !errors.Is(err, io.EOF) && !strings.Contains(err.Error(), "no documents") {
		return nil, problem("%s: %v", name, err)
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.SequenceNode {
		return nil, problem("%s: want a list of entries with case, rule, reason, owner and until", name)
	}
	if len(doc.Content[0].Content) == 0 {
		return nil, problem("%s: no failure is expected; leave the file out", name)
	}
	v := vetting{known: known, today: today.UTC().Format(time.DateOnly), seen: map[string]string{}, lacking: map[string]bool{}}
	var entries []Entry
	for _, node := range doc.Content[0].Content {
		v.at = fmt.Sprintf("%s:%d", name, node.Line)
		entries = append(entries, v.entry(node))
		if len(v.said) > 0 {
			v.problems = append(v.problems, v.at+": "+strings.Join(v.said, "; "))
			v.said = nil
		}
	}
	if len(v.problems) > 0 {
		return nil, Problems{v.problems, v.help()}
	}
	return entries, nil
}

// vetting collects what is wrong.
type vetting struct {
	known    Known
	today    string
	at       string
	seen     map[string]string // places by case and rule
	said     []string          // of the entry at hand
	lacking  map[string]bool   // keys that some entry lacks
	problems []string          // by entry
}

func (v *vetting) say(format string, args ...any) {
	v.said = append(v.said, fmt.Sprintf(format, args...))
}

func (v *vetting) entry(node *yaml.Node) Entry {
	e := Entry{At: v.at}
	if node.Kind != yaml.MappingNode {
		v.say("want an entry with %s", strings.Join(fields[:5], ", "))
		return e
	}
	into := map[string]*string{"case": &e.Case, "rule": &e.Rule, "reason": &e.Reason, "owner": &e.Owner, "until": &e.Until, "versions": &e.Versions}
	given := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i].Value, node.Content[i+1]
		switch {
		case into[key] == nil:
			v.say("unknown key %q; there are %s", key, strings.Join(fields, ", "))
		case given[key]:
			v.say("%s is given twice", key)
		case value.Kind != yaml.ScalarNode:
			v.say("%s: want a text", key)
		default:
			*into[key] = strings.TrimSpace(value.Value)
		}
		given[key] = true
	}
	v.missing(into)
	v.date(e)
	v.versions(e)
	v.names(e)
	return e
}

func (v *vetting) date(e Entry) {
	if e.Until == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, e.Until); err != nil {
		v.say("until %q: want a day such as 2030-01-31", e.Until)
	} else if e.Until < v.today {
		v.say("expired on %s: %s has to look at %s again, and renew the date or take the entry out", e.Until, e.Owner, e.Case)
	}
}

func (v *vetting) versions(e Entry) {
	if e.Versions == "" {
		return
	}
	if _, err := semver.NewConstraint(e.Versions); err != nil {
		v.say("versions %q: want a range such as \">=8.17.0 <9.2.0\"", e.Versions)
	}
}

// names vets what the entry is about.
func (v *vetting) names(e Entry) {
	if e.Rule != "" && e.Rule != Blocked && !slices.Contains(v.known.Rules, e.Rule) {
		v.say("rule %q is unknown; `explain` lists the rules", e.Rule)
	}
	if e.Case == "" {
		return
	}
	var endpoints []string
	for id, endpoint := range v.known.Cases {
		if Covers(e.Case, id) && !slices.Contains(endpoints, endpoint) {
			endpoints = append(endpoints, endpoint)
		}
		if endpoint == e.Case {
			v.say("%s is an endpoint; name one of its cases, or all with %s.*", e.Case, e.Case)
			return
		}
	}
	slices.Sort(endpoints)
	switch {
	case len(endpoints) == 0:
		v.say("case %q is unknown; `list` shows the cases", e.Case)
	case len(endpoints) > 1:
		v.say("case %q covers %d endpoints (%s and %s); want one entry for each", e.Case, len(endpoints), endpoints[0], endpoints[1])
	}
	key := e.Case + " " + e.Rule + " " + e.Versions
	if at := v.seen[key]; at != "" {
		v.say("%s of %s is expected at %s already", e.Rule, e.Case, at)
	}
	v.seen[key] = v.at
}

// Covers reports whether an entry's case means a case; an asterisk stands for
// anything.
func Covers(pattern, id string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == id
	}
	if !strings.HasPrefix(id, parts[0]) {
		return false
	}
	rest := id[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}
