package reports

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"text/template"
)

// The files of a badge.
const (
	BadgeSVG  = "badge.svg"
	BadgeJSON = "badge.json"
)

//go:embed badge.svg
var badgeSVG string

var badgeTemplate = template.Must(template.New("badge").Parse(badgeSVG))

// words of a badge: nothing in them comes from a target.
func (c Claim) words(run *Run) (label, message string) {
	return "Kibana API " + run.Tool.Contract, fmt.Sprintf("conforms: %s", c.Level)
}

// WriteBadgeJSON writes the badge for the endpoint of shields.io.
func WriteBadgeJSON(w io.Writer, run *Run, c Claim) error {
	label, message := c.words(run)
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Version int    `json:"schemaVersion"`
		Label   string `json:"label"`
		Message string `json:"message"`
		Color   string `json:"color"`
	}{1, label, message, badgeColour})
}

const badgeColour = "#0b6670"

// WriteBadgeSVG writes the badge as a picture; the title tells it to those who
// do not see it, with what it rests on.
func WriteBadgeSVG(w io.Writer, run *Run, c Claim) error {
	label, message := c.words(run)
	left, right := width(label), width(message)
	return badgeTemplate.Execute(w, map[string]any{
		"Label": template.HTMLEscapeString(label), "Message": template.HTMLEscapeString(message), "Colour": badgeColour,
		"Title": template.HTMLEscapeString(fmt.Sprintf("%s, %s (%s, version %s, run %s)", label, message, Plural(c.Holds, "required case"), run.version(), run.ID)),
		"Left":  left, "Right": right, "Width": left + right, "LabelAt": left / 2, "MessageAt": left + right/2,
		"LabelLength": left - 12, "MessageLength": right - 12,
	})
}

// width is the room of a text in 11 pixels of Verdana or its kin, with margins;
// textLength makes every font keep to it.
func width(text string) int { return 12 + len([]rune(text))*66/10 }
