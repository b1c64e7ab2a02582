package reports

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// label names the target in a few words.
func (t Target) label() string {
	if t.Reference {
		return "the embedded reference server"
	}
	return t.URL
}

// lead is the verdict in sentences.
func (run *Run) lead() string {
	t := run.Totals
	var out []string
	switch run.Verdict {
	case Violations:
		out = append(out, fmt.Sprintf("%s %s a requirement, with %s behind it all.", Of(t[Failed], t.Judged(), "judged case"), Verb(t[Failed], "break"), Plural(len(run.Findings), "cause")))
	case Conforms:
		out = append(out, fmt.Sprintf("Every requirement that was judged holds: %s.", Plural(t.Judged(), "case")))
	default:
		out = append(out, strings.TrimSuffix(title(run.problem()), ".")+".")
	}
	if n := t[Warned]; n > 0 {
		out = append(out, fmt.Sprintf("%s %s only rules below the line, which is %s.", Plural(n, "case"), Verb(n, "break"), run.Level))
	}
	if n := t[Known]; n > 0 {
		out = append(out, fmt.Sprintf("%s %s as expected.", Plural(n, "case"), Verb(n, "fail")))
	}
	if n := t.Sum() - t.Judged(); n > 0 {
		out = append(out, fmt.Sprintf("%s %s not judged: %s.", Plural(n, "case"), Verb(n, "were"), parts(t, Blocked, NotApplicable, Skipped)))
	}
	return strings.Join(out, " ")
}

// named is a value with its name.
type named struct{ Name, Value string }

// facts say what the verdict is about.
func facts(run *Run) []named {
	version := join(run.version(), run.Target.Flavour, prefixed("space ", run.Target.Space))
	if version == "" {
		version = "not told"
	}
	out := []named{
		{"Target", join(run.Target.label(), run.Target.Name, prefixed("space ", run.Target.Space))}, {"Version", version},
		{"Contract", "Kibana " + run.Tool.Contract}, {"Mode", run.Mode},
		{"Played", run.Started.UTC().Format("2 January 2006, 15:04 MST")},
	}
	if run.Source != nil { // another program sent it, and bore the cost
		return append(out, named{"Recording", run.Source.words()})
	}
	return append(out, named{"Cost", run.cost()})
}

// settings say what a second person needs to come to the same verdict.
func settings(run *Run) []named {
	out := []named{
		{"run", run.ID}, {"tool", run.Tool.Name + " " + run.Tool.Version}, {"digest of the contract", run.Tool.Digest},
		{"answers", fmt.Sprintf("median %.1f ms, longest %.1f ms; %d KiB read", run.Load.MedianMS, run.Load.MaxMS, run.Load.BytesRead>>10)},
		{"undone", fmt.Sprintf("%d of %d planned, %d left on the target", run.Undo.Done, run.Undo.Planned, len(run.Undo.Leftovers))},
	}
	for _, key := range slices.Sorted(maps.Keys(run.Config)) {
		out = append(out, named{key, run.Config[key]})
	}
	return out
}

// states are settings that describe the run, but are no flags of it.
var states = []string{"unprivileged", "extra-headers", "proxy"}

// lists are flags that are given once for each line of their setting; others
// take commas.
var lists = []string{"header", "overlay"}

// Command is a line that repeats the run with the same settings. What was in the
// environment, such as credentials, comes from there again.
func (run *Run) Command() string {
	out, skip := run.Tool.Name+" run", states
	if run.Source != nil { // judged, not played
		out, skip = run.Tool.Name+" verify "+shell(run.Source.File), append(slices.Clone(states), "mode")
	} else if !run.Target.Reference {
		out += " --target " + shell(run.Target.URL)
	}
	for _, key := range slices.Sorted(maps.Keys(run.Config)) {
		value := run.Config[key]
		switch {
		case slices.Contains(skip, key), value == "", value == "false":
		case value == "true":
			out += " --" + key
		case slices.Contains(lists, key):
			for one := range strings.SplitSeq(value, "\n") {
				out += " --" + key + " " + shell(one)
			}
		default:
			out += " --" + key + " " + shell(value)
		}
	}
	return line(out)
}

// shell quotes a word for a POSIX shell where it needs that.
func shell(word string) string {
	if word != "" && strings.IndexFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:,@%+=", r))
	}) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
