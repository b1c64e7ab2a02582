package openapi

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Options say what is done to a document while it is read.
type Options struct {
	Overlays []Overlay // applied in this order, after the one that is built in
	Bare     bool      // leave the built-in corrections out
	Places   bool      // remember where each schema is written, for Document.Place
}

// Load reads an OpenAPI document, version 3.0 or 3.1, in JSON or YAML. The error
// is for what is no such document at all; whatever else is wrong is a Gap.
func Load(data []byte, o Options) (*Document, error) {
	g := &gaps{}
	value, err := read(data, g)
	if err != nil {
		return nil, fmt.Errorf("OpenAPI document: %w", err)
	}
	sum := sha256.New()
	sum.Write(data)
	overlays := o.Overlays
	if !o.Bare {
		overlays = append([]Overlay{{"built in", builtin}}, overlays...)
	}
	for i, overlay := range overlays {
		sum.Write(overlay.Data)
		if value, err = apply(value, overlay, o.Bare || i > 0, g); err != nil {
			return nil, err
		}
	}
	root, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("OpenAPI document: want an object, got %s", kindOf(value))
	}
	t := &tree{root: root, gaps: g}
	whole := place{root, ""}
	format := whole.text("openapi")
	if err := understood(format, root); err != nil {
		return nil, fmt.Errorf("OpenAPI document: %w", err)
	}
	d := &Document{Format: format}
	if info, ok := t.object(whole, "info"); ok {
		t.check(info, infoFields)
		d.Title, d.Version = info.text("title"), info.text("version")
	}
	d.Digest = hex.EncodeToString(sum.Sum(nil))
	c := newConverter(t)
	if o.Places {
		c.places = map[uintptr]string{}
	}
	d.Operations = t.operations(c)
	if len(d.Operations) == 0 {
		return nil, errors.New("OpenAPI document: it has no operation that can be used" + first(g.sorted()))
	}
	d.Definitions = c.finish()
	t.whole(whole)
	t.components(whole, c)
	c.spare = nil
	d.join(g)
	d.known = c.known
	c.vet(d)
	d.set = d.set.Fresh()
	d.Gaps = g.sorted()
	return d, nil
}

// understood refuses what is no OpenAPI 3.0 or 3.1.
func understood(format string, root map[string]any) error {
	switch {
	case root["swagger"] != nil:
		return errors.New("it is Swagger 2.0; convert it to OpenAPI 3 first")
	case root["openapi"] == nil:
		return errors.New(`it has no key "openapi", so it is none`)
	case strings.HasPrefix(format, "3.0"), strings.HasPrefix(format, "3.1"):
		return nil
	}
	return fmt.Errorf("its version is %v; 3.0 and 3.1 are understood", root["openapi"])
}

// first words the first gap, for a document in which nothing is left.
func first(gaps []Gap) string {
	if len(gaps) == 0 {
		return ""
	}
	return fmt.Sprintf("; the first of %d gaps is at %s: %s", len(gaps), gaps[0].At, gaps[0].Text)
}
