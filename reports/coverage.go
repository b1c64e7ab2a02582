package reports

import "fmt"

// Coverage says how much of an OpenAPI document a run spoke about. Each stage
// holds what the next one holds: planned is what was to be sent or expected,
// reached what came to pass, judged what a case decided about.
type Coverage struct {
	Document           string         `json:"document"` // its title and version
	Digest             string         `json:"digest"`
	Operations         Share          `json:"operations"` // reached: answered with a success
	Statuses           Share          `json:"statuses"`
	Parameters         Share          `json:"parameters"`
	RequestProperties  Share          `json:"request_properties"`
	ResponseProperties Share          `json:"response_properties"`
	EnumValues         Share          `json:"enum_values"`
	Keywords           Share          `json:"keywords"` // of schemas
	Areas              []AreaCoverage `json:"areas"`
	Missing            []Uncovered    `json:"missing,omitempty"` // operations that are not judged
}

// Share counts things of a document by stage.
type Share struct {
	Total   int `json:"total"`
	Planned int `json:"planned"`
	Reached int `json:"reached"`
	Judged  int `json:"judged"`
}

// AreaCoverage counts the operations of one area.
type AreaCoverage struct {
	Area string `json:"area"`
	Share
}

// Uncovered is an operation about whose success no case decided.
type Uncovered struct {
	Operation string `json:"operation"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	Stage     string `json:"stage"` // none | planned | reached
	Reason    string `json:"reason"`
}

// Percent is how much was judged, rounded down: 100 means everything. Nothing
// was judged of what there is nothing of.
func (s Share) Percent() int { return 100 * s.Judged / max(s.Total, 1) }

// Words are the percentage, for what there is some of.
func (s Share) Words() string {
	if s.Total == 0 {
		return "none there"
	}
	return fmt.Sprintf("%d %%", s.Percent())
}

// shares lists the dimensions in the order in which reports show them.
func (c *Coverage) shares() []namedShare {
	return []namedShare{
		{Name: "operations", Share: c.Operations}, {Name: "statuses", Share: c.Statuses}, {Name: "parameters", Share: c.Parameters}, {Name: "request properties", Share: c.RequestProperties},
		{Name: "response properties", Share: c.ResponseProperties}, {Name: "enum values", Share: c.EnumValues}, {Name: "schema keywords", Share: c.Keywords},
	}
}

type namedShare struct {
	Name string
	Share
	Area bool // a part of the operations
}

// Bars are the dimensions, the operations by area below the operations.
func (c *Coverage) Bars() []namedShare {
	all := c.shares()
	out := all[:1:1]
	for _, a := range c.Areas {
		out = append(out, namedShare{a.Area, a.Share, true})
	}
	return append(out, all[1:]...)
}

// Width is a count in thousandths of all.
func (s Share) Width(n int) int { return 1000 * n / max(s.Total, 1) }

// lines are the coverage on a terminal.
func (c *Coverage) lines() []string {
	first := fmt.Sprintf("coverage of %s: %s judged (%s)", c.Document, Of(c.Operations.Judged, c.Operations.Total, "operation"), c.Operations.Words())
	second := "  judged of"
	for i, s := range c.shares()[1:] {
		if i > 0 {
			second += ","
		}
		second += " " + s.Name + " " + s.Words()
	}
	return []string{first, second}
}
