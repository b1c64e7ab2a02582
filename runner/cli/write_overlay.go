package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/observe"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// writeOverlay leaves what answers showed and the document does not say as a
// file of corrections; without --write-overlay it does nothing.
func (s *sitting) writeOverlay(exchanges []recording.Exchange) error {
	name := s.options.writtenOverlay
	if name == "" {
		return nil
	}
	seen, err := observe.New(s.contract.document)
	if err != nil {
		return fmt.Errorf("--write-overlay: %w", err)
	}
	base := s.target.client.Base()
	for _, x := range exchanges {
		if x.Response == nil || x.Failure != nil {
			continue
		}
		media, _, _ := mime.ParseMediaType(x.Response.Header.Get("Content-Type"))
		seen.Answer(x.Request.Method, below(x.Request.URL, base), x.Response.Status, media, jsonOf(media, x.Response.Body))
	}
	text, err := seen.Overlay("What answers of " + base + " show and " + filepath.Base(s.options.spec) + " does not say")
	if err != nil {
		return fmt.Errorf("--write-overlay: %w", err)
	}
	if err := s.files().Write(name, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return fmt.Errorf("--write-overlay: %w", err)
	}
	statuses, properties := seen.Lacks()
	fmt.Fprintf(s.world.Stderr, "%s: %s and %s that the document lacks; read it, then give it with --overlay\n", name, reports.Plural(statuses, "status"), reports.Plural(properties, "property"))
	return nil
}

// below is the path of a URL without the base path of the target.
func below(address, base string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	path := u.EscapedPath()
	if b, err := url.Parse(base); err == nil {
		path = strings.TrimPrefix(path, strings.TrimRight(b.EscapedPath(), "/"))
	}
	return path
}

// jsonOf reads a body that says that it is JSON; anything else is none.
func jsonOf(media string, body []byte) any {
	if media != "application/json" && !strings.HasSuffix(media, "+json") {
		return nil
	}
	var value any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&value) != nil {
		return nil
	}
	return value
}
