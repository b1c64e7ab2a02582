package cli

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// source is the OpenAPI document that the user brings, with corrections to it.
type source struct {
	spec     string
	overlays []string
	places   bool // the document is to be corrected by what is seen
}

// flags adds --spec, whose purpose is the command's, and --overlay.
func (s *source) flags(c *cobra.Command, purpose string) {
	c.Flags().StringVar(&s.spec, "spec", "", purpose)
	c.Flags().StringArrayVar(&s.overlays, "overlay", nil, "OpenAPI Overlay 1.0 file with corrections of the document of --spec; may be\nrepeated. Those of Kibana's documents are built in")
}

// config notes the files as they were given, one overlay a line.
func (s source) config(into map[string]string) {
	if s.spec != "" {
		into["spec"] = s.spec
	}
	if len(s.overlays) > 0 {
		into["overlay"] = strings.Join(s.overlays, "\n")
	}
}

// load reads the document; without --spec there is none.
func (s source) load() (*openapi.Document, error) {
	if s.spec == "" {
		if len(s.overlays) > 0 {
			return nil, usage("--overlay corrects a document; name it with --spec")
		}
		return nil, nil
	}
	data, err := os.ReadFile(s.spec)
	if err != nil {
		return nil, usage("--spec: %w", err)
	}
	o := openapi.Options{Places: s.places}
	for _, name := range s.overlays {
		overlay, err := os.ReadFile(name)
		if err != nil {
			return nil, usage("--overlay: %w", err)
		}
		o.Overlays = append(o.Overlays, openapi.Overlay{Name: name, Data: overlay})
	}
	d, err := openapi.Load(data, o)
	if err != nil {
		return nil, usage("--spec %s: %w", s.spec, err)
	}
	return d, nil
}
