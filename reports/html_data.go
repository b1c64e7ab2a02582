package reports

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// What the page carries of bodies, in bytes of JSON. A page with ten thousand
// cases must stay one that opens at once; run.json has all of them.
const (
	htmlBodies    = 5 << 20
	htmlBodyLeast = 256
)

// packing makes the data of the page: lists in place of objects, and a table
// for the strings that repeat. report_list.js unpacks it, in the same order.
type packing struct {
	table []string
	index map[string]int
	seen  map[string]bool
	room  int
}

// packed is the run as the script of the page reads it. The encoder escapes
// what could end the script element that the data stands in.
func packed(run *Run) (string, error) {
	p := &packing{table: []string{}, index: map[string]int{}, seen: map[string]bool{}, room: htmlBodies}
	p.count(run)
	cases := make([][]any, len(run.Cases))
	at := map[string]int{}
	for i, c := range run.Cases {
		at[c.ID] = i
		cases[i] = p.one(c)
	}
	findings := make([][]int, len(run.Findings))
	for i, f := range run.Findings {
		findings[i] = []int{}
		for _, id := range f.Cases {
			if j, ok := at[id]; ok {
				findings[i] = append(findings[i], j)
			}
		}
	}
	var b bytes.Buffer
	err := json.NewEncoder(&b).Encode(map[string]any{"strings": p.table, "cases": cases, "findings": findings, "outcomes": gravity})
	return b.String(), err
}

// text is the number of a repeated string in the table, else the string.
func (p *packing) text(s string) any {
	if i, ok := p.index[s]; ok {
		return i
	}
	return s
}

// count gives every string that occurs twice a number.
func (p *packing) count(run *Run) {
	note := func(texts ...string) {
		for _, s := range texts {
			if _, ok := p.index[s]; ok {
				continue
			}
			if !p.seen[s] {
				p.seen[s] = true
				continue
			}
			p.index[s] = len(p.table)
			p.table = append(p.table, s)
		}
	}
	for _, c := range run.Cases {
		note(c.Title, c.Endpoint, c.Area, c.Kind, c.Level, c.Mode, string(c.Outcome), c.Why, c.Ref, c.Source, c.Reason)
		for _, v := range c.Violations {
			note(v.Rule, v.Level, v.Pointer, v.Want, v.Got, v.Ref)
		}
		if x := c.Exchange; x != nil {
			note(x.Method, x.Path, x.Failure)
			for _, m := range []*Message{x.Request, x.Response} {
				for i := 0; m != nil && i < len(m.Headers); i++ {
					note(m.Headers[i].Name, m.Headers[i].Value)
				}
			}
		}
	}
}

func (p *packing) one(c Case) []any {
	t := p.text
	violations := make([][]any, len(c.Violations))
	for i, v := range c.Violations {
		violations[i] = []any{t(v.Rule), t(v.Level), t(v.Pointer), t(v.Want), t(v.Got), t(v.Ref)}
	}
	return []any{
		c.ID, t(c.Title), t(c.Endpoint), t(c.Area), t(c.Kind), t(c.Level), t(c.Mode), slices.Index(gravity, c.Outcome),
		t(c.Why), t(c.Ref), t(c.Source), t(c.Reason), violations, p.exchange(c.Exchange),
	}
}

func (p *packing) exchange(x *Exchange) []any {
	if x == nil {
		return nil
	}
	return []any{x.Index, p.text(x.Method), p.text(x.Path), x.Status, p.text(x.Failure), x.Attempts, x.Curl, p.message(x.Request), p.message(x.Response)}
}

func (p *packing) message(m *Message) []any {
	if m == nil {
		return nil
	}
	headers := make([]any, 0, 2*len(m.Headers))
	for _, h := range m.Headers {
		headers = append(headers, p.text(h.Name), p.text(h.Value))
	}
	body, cut := p.body(m.Body)
	return []any{headers, body, m.Size, m.Cut || cut, m.Binary}
}

// body takes from the room what it needs, or is cut; once there is no room,
// nothing is kept.
func (p *packing) body(s string) (string, bool) {
	whole := len(s)
	if cost(s) > p.room {
		end := min(len(s), htmlBodyLeast)
		for end < len(s) && !utf8.RuneStart(s[end]) {
			end--
		}
		if s = s[:end]; p.room <= 0 {
			s = ""
		}
	}
	p.room -= cost(s)
	return s, len(s) < whole
}

// cost is what JSON and its escaping make of a text in practice: quotes double,
// and the few characters of markup take six bytes.
func cost(s string) int {
	n := len(s)
	for _, c := range []string{`"`, `\`, "\n", "\t"} {
		n += strings.Count(s, c)
	}
	for _, c := range []string{"<", ">", "&"} {
		n += 5 * strings.Count(s, c)
	}
	return n
}
