package cli

import (
	"encoding/json"
	"io"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// writePlan writes the whole plan as JSON: what is judged, and what is sent for it.
func writePlan(w io.Writer, p *plan.Plan, mode, version string) error {
	type step struct {
		ID string `json:"id"`
		deed
	}
	type flow struct {
		ID       string `json:"id"`
		Endpoint string `json:"endpoint"`
		Steps    []step `json:"steps"`
	}
	type planned struct {
		ID            string `json:"id"`
		Title         string `json:"title"`
		Endpoint      string `json:"endpoint"`
		Level         string `json:"level"`
		Mode          string `json:"mode"`
		Flow          string `json:"flow,omitempty"`
		LeftOut       string `json:"left_out,omitempty"`
		NotApplicable bool   `json:"not_applicable,omitempty"`
	}
	doc := struct {
		Kibana   string    `json:"kibana_version"`
		Mode     string    `json:"mode"`
		Allow    []string  `json:"allow"`
		Requests int       `json:"requests"`
		Cases    []planned `json:"cases"`
		Flows    []flow    `json:"flows"`
	}{version, mode, append([]string{}, p.Allow...), p.Requests(), []planned{}, []flow{}}
	for _, c := range p.Cases {
		k := planned{ID: c.ID, Title: c.Title, Endpoint: c.Endpoint, Level: c.Level, Mode: c.Mode}
		if c.Flow != nil {
			k.Flow = c.Flow.ID
		}
		if c.Skip != nil {
			k.LeftOut, k.NotApplicable = c.Skip.Reason, c.Skip.NotApplicable
		}
		doc.Cases = append(doc.Cases, k)
	}
	for _, f := range p.Flows {
		one := flow{ID: f.ID, Endpoint: f.Endpoint.ID}
		for i := range f.Steps {
			one.Steps = append(one.Steps, step{f.Steps[i].ID, deedOf(p, f, &f.Steps[i])})
		}
		doc.Flows = append(doc.Flows, one)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(doc); err != nil {
		return incomplete(err)
	}
	return nil
}
