package recording

import (
	"errors"
	"fmt"
	"io"

	"github.com/chromedp/cdproto/har"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// line is one line of a recording in lines: an entry, or the head that tells
// where the entries come from. Both may have an extension of ours.
type line struct {
	used    bool
	entry   foreignEntry
	creator *har.Creator
	own     jsontext.Value
}

// member takes a member of the first line, which is read bit by bit because the
// file might still turn out to be a HAR.
func (l *line) member(h *harReader, name string) error {
	switch name {
	case "startedDateTime":
		return h.value("line 1: "+name, &l.entry.Started)
	case "time":
		return h.value("line 1: "+name, &l.entry.Time)
	case "request":
		l.used = true
		return h.value("line 1: "+name, &l.entry.Request)
	case "response":
		return h.value("line 1: "+name, &l.entry.Response)
	case "creator":
		return h.value("line 1: "+name, &l.creator)
	case "_kbnConformance":
		l.used = true
		value, err := h.dec.ReadValue()
		l.own = value.Clone()
		return err
	}
	return h.dec.SkipValue()
}

// allLines reads the rest of a file of which the first line is known.
func (h *harReader) allLines(first line) error {
	for l := first; ; {
		h.lines++
		if err := h.line(l); err != nil {
			return err
		}
		value, err := h.dec.ReadValue()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return h.syntax(err)
		}
		var next struct {
			foreignEntry
			Extension jsontext.Value `json:"_kbnConformance"`
			Creator   *har.Creator   `json:"creator"`
		}
		if err := json.Unmarshal(value, &next, readOptions); err != nil {
			return fmt.Errorf("line %d: %w: correct or remove the line", h.lines+1, err)
		}
		l = line{entry: next.foreignEntry, creator: next.Creator, own: next.Extension}
	}
}

func (h *harReader) line(l line) error {
	number := h.lines
	where := func() string { return fmt.Sprintf("line %d", number) }
	if l.creator != nil {
		h.meta.Tool, h.meta.Version = l.creator.Name, l.creator.Version
	}
	var err error
	if l.entry.Request == nil && l.own != nil {
		var head logExtension
		if err = json.Unmarshal(l.own, &head, readOptions); err == nil {
			h.meta.take(head)
			return nil
		}
	} else if l.own != nil {
		err = json.Unmarshal(l.own, &l.entry.Extension, readOptions)
	}
	if err != nil {
		return fmt.Errorf("%s: _kbnConformance: %w", where(), err)
	}
	return h.entry(where, l.entry)
}

// HeadLine is the first line of a recording in lines, with its line break.
func HeadLine(m Meta) ([]byte, error) {
	return oneLine(struct {
		Creator   *har.Creator  `json:"creator"`
		Extension *logExtension `json:"_kbnConformance,omitzero"`
	}{&har.Creator{Name: m.Tool, Version: m.Version}, m.extension()})
}

// Line is an exchange as a line of such a recording.
func Line(e Exchange) ([]byte, error) { return oneLine(entry(e)) }

func oneLine(document any) ([]byte, error) {
	text, err := json.Marshal(document, writeOptions)
	if err != nil {
		return nil, fmt.Errorf("recording: line: %w", err)
	}
	return append(text, '\n'), nil
}
