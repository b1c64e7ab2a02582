package compare

import (
	"encoding/json"
	"io"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// WriteJSON writes the whole report; see Schema.
func WriteJSON(w io.Writer, report *Report) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(reports.Cleaned(report))
}
