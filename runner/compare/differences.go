package compare

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// Difference is one change of behaviour, however many answers show it.
type Difference struct {
	ID         string   `json:"id"` // unique in the report
	Rule       string   `json:"rule"`
	Class      Class    `json:"class"`
	Title      string   `json:"title"`
	Subject    string   `json:"subject"`          // JSON Pointer with list positions as *, name of a header or a member, or the statuses
	Places     []string `json:"places,omitempty"` // JSON Pointers, where there are several
	Before     string   `json:"before"`
	After      string   `json:"after"`
	Why        string   `json:"why"` // what it does to clients
	Answers    int      `json:"answers"`
	Of         int      `json:"of"` // answers of these operations that were compared
	Operations []Where  `json:"operations"`
	Samples    []Sample `json:"samples"`
	Announced  string   `json:"announced,omitempty"` // what the documents of the two versions say of it
}

// Where is one operation that shows a difference.
type Where struct {
	Operation
	Status  string `json:"status"`
	Answers int    `json:"answers"`
	Of      int    `json:"of"`
}

// Sample is one pair of answers that shows a difference.
type Sample struct {
	Step    string `json:"step,omitempty"`
	Member  string `json:"member,omitempty"` // what to look at, if it is a member
	Request string `json:"request"`
	Before  string `json:"before"`
	After   string `json:"after"`
	Curl    string `json:"curl"` // repeats the request; the credential is $KBN_CONFORMANCE_API_KEY
}

// maxSamples is how many pairs of answers a difference shows.
const maxSamples = 3

// gather joins equal differences of all operations and statuses.
func (c *comparison) gather() []Difference {
	byKey := map[string]*Difference{}
	for _, key := range c.keys {
		t := c.tallies[key]
		here := map[string]*Where{}
		for _, f := range t.facts() {
			d := c.difference(byKey, f, c.announced(t, f))
			d.Answers += f.answers
			d.place(f.subject)
			if len(d.Samples) < maxSamples && (f.rule == "wording-changed" || len(d.Samples) == 0 || here[d.ID] == nil) {
				d.Samples = append(d.Samples, c.sample(f))
			}
			if at := here[d.ID]; at != nil {
				at.Answers += f.answers
				continue
			}
			d.Operations = append(d.Operations, Where{t.op, t.status, f.answers, f.of})
			d.Of += f.of
			here[d.ID] = &d.Operations[len(d.Operations)-1]
		}
	}
	out := make([]Difference, 0, len(byKey))
	for _, d := range byKey {
		d.name()
		slices.SortFunc(d.Operations, func(x, y Where) int {
			return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Method, y.Method), cmp.Compare(x.Status, y.Status))
		})
		out = append(out, *d)
	}
	slices.SortFunc(out, func(x, y Difference) int {
		return cmp.Or(cmp.Compare(rank(x.Class), rank(y.Class)), cmp.Compare(y.Answers, x.Answers), cmp.Compare(x.ID, y.ID))
	})
	return out
}

func rank(c Class) int { return slices.Index(Classes, c) }

// difference finds or makes the entry that a fact belongs to. The same member
// of an object that several answers show is one entry, and so is a format that
// changed everywhere.
func (c *comparison) difference(byKey map[string]*Difference, f fact, announced string) *Difference {
	about := f.subject
	switch {
	case f.rule == "wording-changed" || f.rule == "text-changed":
		about, f.before, f.after = "message", "", ""
	case f.rule == "format-changed":
		about = ""
	case strings.HasPrefix(about, "/") && f.rule != "item-missing" && f.rule != "item-unasked" && f.rule != "order-changed":
		about = about[strings.LastIndexByte(about, '/'):]
	}
	key := strings.Join([]string{f.rule, about, f.before, f.after, strconv.FormatBool(announced != "")}, "\x00")
	if d := byKey[key]; d != nil {
		return d
	}
	rule := ruleOf(f.rule)
	d := &Difference{Rule: rule.ID, Class: rule.Class, Title: rule.Title, Why: rule.Why, Subject: f.subject, Before: f.before, After: f.after, Announced: announced}
	if about == "message" {
		d.Subject = about
	}
	d.Class = c.weigh(d)
	d.ID = c.unique(rule.ID + " " + about)
	byKey[key] = d
	return d
}

// announced asks the documents, if there are any.
func (c *comparison) announced(t *tally, f fact) string {
	if c.options.Announced == nil {
		return ""
	}
	text := c.options.Announced(Shown{t.op, t.status, f.rule, f.subject, f.before, f.after})
	if text != "" {
		c.told[told(t.op, f.subject)] = true
	}
	return text
}

func told(op Operation, subject string) string {
	if strings.HasPrefix(subject, "status ") {
		subject = "status"
	}
	return op.String() + " " + subject
}

// explains reports whether the documents announce what breaks a requirement now.
func (c *comparison) explains(k *reports.Case, v reports.Violation) bool {
	if len(c.told) == 0 || k.Exchange == nil {
		return false
	}
	op := c.ops.of(1, k.Exchange.Method, k.Exchange.Path)
	if v.Rule == wrongStatus {
		return c.told[told(op, "status ")]
	}
	segments := strings.Split(v.Pointer, "/")
	for i, s := range segments {
		if s != "" && strings.Trim(s, "0123456789") == "" {
			segments[i] = "*"
		}
	}
	return c.told[told(op, strings.Join(segments, "/"))]
}

// place notes where a difference shows.
func (d *Difference) place(pointer string) {
	if strings.HasPrefix(pointer, "/") && !slices.Contains(d.Places, pointer) {
		d.Places = append(d.Places, pointer)
	}
}

// name chooses what a difference is said to be about.
func (d *Difference) name() {
	slices.Sort(d.Places)
	switch {
	case d.Subject == "message" || len(d.Places) < 2:
		if d.Subject != "message" {
			d.Places = nil
		}
	case d.Rule == "format-changed":
		d.Subject = reports.Plural(len(d.Places), "member")
	default:
		d.Subject = "…" + d.Subject[strings.LastIndexByte(d.Subject, '/'):]
	}
}

// weigh corrects the class of a rule where the subject decides.
func (c *comparison) weigh(d *Difference) Class {
	switch {
	case d.Rule == "header-vanished" && d.Subject == "content-type":
		return Breaking
	case d.Rule == "header-vanished" && d.Subject == "location":
		return Breaking
	case d.Rule == "header-vanished" && forBrowsers[d.Subject]:
		d.Why = "Browsers obey it, and a security review asks for it; scripts, providers and generated clients do not read it."
		return Harmless
	case d.Rule == "charset-changed" && !strings.Contains(strings.ToLower(d.After), "utf") && strings.Contains(d.After, "charset"):
		d.Why = "Decoders that obey the label read other letters."
		return Risky
	}
	return d.Class
}

// unique makes an id that can stand in a URL.
func (c *comparison) unique(text string) string {
	id := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, text), "-")
	for strings.Contains(id, "--") {
		id = strings.ReplaceAll(id, "--", "-")
	}
	c.ids[id]++
	if n := c.ids[id]; n > 1 {
		return id + "-" + strconv.Itoa(n)
	}
	return id
}
