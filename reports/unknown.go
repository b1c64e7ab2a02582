package reports

import (
	"fmt"
	"sort"
	"strings"
)

// Field is a member of an answer that the contract does not know. It breaks no
// rule: closed objects gain members in minor versions, and the target has
// another version than the contract.
type Field struct {
	Pointer string `json:"pointer"` // JSON Pointer into the body
	Got     string `json:"got"`
}

// Unknown is such a field wherever it occurs in the answers of one endpoint.
type Unknown struct {
	Endpoint string   `json:"endpoint"`
	Pointer  string   `json:"pointer"` // with list positions as *
	Got      string   `json:"got"`     // one of the values
	Cases    []string `json:"cases"`   // ids, sorted
}

// unknown collects the fields by endpoint and place.
func unknown(cases []Case) []Unknown {
	at := map[[2]string]int{}
	var out []Unknown
	for _, c := range cases { // sorted by id, so the ids of each are too
		for _, f := range c.Unknown {
			key := [2]string{c.Endpoint, place(f.Pointer)}
			i, ok := at[key]
			if !ok {
				i = len(out)
				at[key] = i
				out = append(out, Unknown{Endpoint: c.Endpoint, Pointer: key[1], Got: f.Got})
			}
			if ids := out[i].Cases; len(ids) == 0 || ids[len(ids)-1] != c.ID {
				out[i].Cases = append(ids, c.ID)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Endpoint != out[j].Endpoint {
			return out[i].Endpoint < out[j].Endpoint
		}
		return out[i].Pointer < out[j].Pointer
	})
	return out
}

// UnknownTitle is the heading of what the contract does not know.
func (run *Run) UnknownTitle() string {
	return fmt.Sprintf("%s unknown to this contract (%s), no violation of it", Plural(len(run.Unknown), "response field"), run.Tool.Contract)
}

// String is the field in one line.
func (u Unknown) String() string {
	return strings.Join([]string{line(u.Endpoint), line(u.Pointer), cut(line(u.Got), 40), "in " + Plural(len(u.Cases), "case")}, "  ")
}

// unknownLines is how many fields the screen shows at most.
const unknownLines = 5

// unknownFields shows them on the screen, a few at most.
func unknownFields(run *Run, where string) section {
	return func(limit int) []text {
		if len(run.Unknown) == 0 || limit < 3 {
			return nil
		}
		out := []text{{}, {run.UnknownTitle(), noTint}}
		for i, u := range run.Unknown {
			if n := len(run.Unknown) - i; i == unknownLines || len(out) == limit-1 && n > 1 {
				return append(out, text{"  " + rest(n, i, "field", where), dim})
			}
			out = append(out, text{"  " + u.String(), dim})
		}
		return out
	}
}

func markdownUnknown(b *strings.Builder, run *Run) {
	if len(run.Unknown) == 0 {
		return
	}
	fmt.Fprintf(b, "\n<details><summary>%s</summary>\n\n| endpoint | field | for example | cases |\n|---|---|---|--:|\n", run.UnknownTitle())
	for i, u := range run.Unknown {
		if i == markdownFindings {
			fmt.Fprintf(b, "\n%s\n", rest(len(run.Unknown)-i, i, "field", elsewhere(Options{})))
			break
		}
		fmt.Fprintf(b, "| %s | %s | %s | %d |\n", cell(u.Endpoint), cell(u.Pointer), cell(cut(u.Got, longestValue)), len(u.Cases))
	}
	b.WriteString("\n</details>\n")
}
