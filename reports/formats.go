package reports

import "io"

// Format is one way to write a run to a file.
type Format struct {
	Name  string // as the user asks for it
	File  string // name of the file in the folder of results
	Write func(io.Writer, *Run) error

	OnRequest bool // written only where it is asked for
}

// Formats lists all formats; run.json comes first, because it holds everything.
func Formats() []Format {
	return []Format{
		{"json", "run.json", WriteJSON, false},
		{"junit", "junit.xml", WriteJUnit, false},
		{"markdown", "report.md", WriteMarkdown, false},
		{"html", "report.html", WriteHTML, false},
		{"sarif", "report.sarif", WriteSARIF, true},
		{"ctrf", "ctrf.json", WriteCTRF, true},
	}
}
