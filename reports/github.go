package reports

import (
	"fmt"
	"io"
	"strings"
)

// githubLimit is how many annotations of one kind GitHub shows of a step; the
// last one says how many more there are.
const githubLimit = 10

// WriteGitHub writes workflow commands that GitHub shows as annotations: one
// for each finding, not for each case, one if the run is incomplete, and a
// notice with the verdict and the totals.
func WriteGitHub(w io.Writer, run *Run) error {
	if run.Verdict == "" {
		return errUnfinished
	}
	run = cleaned(run)
	var b strings.Builder
	var grave, mild []string
	if run.Verdict == Incomplete {
		grave = append(grave, command("error", "incomplete", strings.Join(run.Reasons, "\n")))
	}
	endpoints := len(ByEndpoint(run))
	for _, f := range run.Findings {
		text := f.String() + "\n" + f.reach(endpoints) + "\nfirst: " + some(f.Cases)
		if tintOf(run, f) == red {
			grave = append(grave, command("error", f.Rule, text))
		} else {
			mild = append(mild, command("warning", f.Rule, text))
		}
	}
	b.WriteString(limited("error", grave) + limited("warning", mild))
	totals := make([]string, len(Outcomes))
	for i, o := range Outcomes {
		totals[i] = fmt.Sprintf("%d %s", run.Totals[o], o)
	}
	b.WriteString(command("notice", "kbn-conformance: "+string(run.Verdict), run.Headline()+"\n"+strings.Join(totals, ", ")))
	_, err := io.WriteString(w, b.String())
	return err
}

func limited(kind string, commands []string) string {
	if n := len(commands); n > githubLimit {
		rest := command(kind, "more findings", Plural(n-githubLimit+1, "more finding")+"; the step summary and report.html list them")
		commands = append(commands[:githubLimit-1:githubLimit-1], rest)
	}
	return strings.Join(commands, "")
}

// command is one workflow command. What a target answered is in it, so
// everything that could end the line or a property is escaped.
func command(kind, title, text string) string {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	return "::" + kind + " title=" + property.Replace(title) + "::" + data.Replace(text) + "\n"
}
