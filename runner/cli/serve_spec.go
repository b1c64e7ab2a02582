package cli

import (
	"fmt"
	"net/http"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/mock"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// server is what serve serves, and what to call it.
func (o serveOptions) server(doc *openapi.Document) (http.Handler, string, error) {
	options := []reference.Option{reference.WithVersion(o.version), reference.WithDelay(o.delay), reference.WithUploadInterval(o.upload)}
	if !o.empty {
		options = append(options, reference.WithSample())
	}
	for _, name := range o.variants {
		options = append(options, reference.WithVariant(name))
	}
	if doc != nil {
		if !o.empty {
			options = append(options, reference.WithPackage("sample", "1.0.0", "A package to ask about"))
		}
		server, err := mock.New(doc, mock.Options{Seed: 1, Faults: o.faults, Reference: options})
		return server, doc.Title + " with " + reports.Plural(len(doc.Operations), "operation"), err
	}
	for _, name := range o.faults {
		options = append(options, reference.WithFault(name))
	}
	server, err := reference.New(options...)
	return server, "reference server", err
}

func listFaults(w World, server http.Handler) error {
	line := func(kind, name, title string) { fmt.Fprintf(w.Stdout, "%-7s  %-70s %s\n", kind, name, title) }
	for _, f := range reference.Faults() {
		line("fault", f.Name, f.Title)
	}
	if m, ok := server.(*mock.Server); ok {
		for _, f := range m.Faults() {
			line("fault", f.Name, f.Title)
		}
	}
	for _, v := range reference.Variants() {
		line("variant", v.Name, v.Title)
	}
	return nil
}

func specFlag(path string) string {
	if path == "" {
		return ""
	}
	return " --spec " + path
}
