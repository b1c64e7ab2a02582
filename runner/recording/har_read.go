package recording

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/chromedp/cdproto/har"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ReadHAR reads a recording of this program or of another (browsers, proxies).
// Along with an error it returns the exchanges before the place of the error.
// Headers that carry credentials lose their value here, too: a foreign recording
// may hold live ones.
func ReadHAR(r io.Reader) (Meta, []Exchange, error) {
	var h harReader
	in := bufio.NewReaderSize(r, 64<<10)
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" {
		in.Discard(3)
	}
	h.dec = jsontext.NewDecoder(in, lenient...)
	err := h.file()
	switch {
	case err == nil:
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("recording: the file ends after %d whole entries: it was cut short; export it again, or judge what is left", len(h.exchanges))
	case errors.Is(err, io.EOF):
		err = errors.New("recording: the file is empty: want a HAR file")
	default:
		err = fmt.Errorf("recording: %w", err)
	}
	return h.meta, h.exchanges, err
}

type harReader struct {
	dec       *jsontext.Decoder
	meta      Meta
	exchanges []Exchange
	log       bool // the log was seen
	entries   bool // the list of entries was seen
}

func (h *harReader) file() error {
	err := h.object("the file", func(name string) error {
		if name != "log" {
			return h.dec.SkipValue()
		}
		h.log = true
		return h.object("log", h.logMember)
	})
	switch {
	case err != nil:
		return err
	case !h.log:
		return errors.New("no log in the file: want a HAR file, as browsers and proxies export it")
	case !h.entries:
		return errors.New("no entries in log: want a HAR file, as browsers and proxies export it")
	}
	return nil
}

// object reads an object and hands each member to read, which takes its value.
func (h *harReader) object(what string, read func(name string) error) error {
	if kind := h.dec.PeekKind(); kind != '{' && kind != 0 {
		return fmt.Errorf("%s is not an object: want a HAR file, as browsers and proxies export it", what)
	}
	if _, err := h.dec.ReadToken(); err != nil {
		return h.syntax(err)
	}
	for {
		token, err := h.dec.ReadToken()
		if err != nil {
			return h.syntax(err)
		}
		if token.Kind() == '}' {
			return nil
		}
		if err := read(token.String()); err != nil {
			return h.syntax(err)
		}
	}
}

// syntax says where the file stops being JSON.
func (h *harReader) syntax(err error) error {
	var syntactic *jsontext.SyntacticError
	if errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &syntactic) {
		return err
	}
	return fmt.Errorf("no JSON at byte %d, after %d whole entries (%w): export the file again", syntactic.ByteOffset, len(h.exchanges), syntactic.Err)
}

func (h *harReader) logMember(name string) error {
	switch name {
	case "creator":
		var creator har.Creator
		if err := h.value("log.creator", &creator); err != nil {
			return err
		}
		h.meta.Tool, h.meta.Version = creator.Name, creator.Version
	case "_kbnConformance":
		var own logExtension
		if err := h.value("log._kbnConformance", &own); err != nil {
			return err
		}
		h.meta.take(own)
	case "entries":
		h.entries = true
		return h.list()
	default:
		return h.dec.SkipValue()
	}
	return nil
}

func (h *harReader) value(where string, into any) error {
	value, err := h.dec.ReadValue()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(value, into, readOptions); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	return nil
}

var readOptions = json.JoinOptions(lenient...)

func (h *harReader) list() error {
	if kind := h.dec.PeekKind(); kind != '[' && kind != 0 {
		return errors.New("log.entries is not a list: want a HAR file, as browsers and proxies export it")
	}
	if _, err := h.dec.ReadToken(); err != nil {
		return err
	}
	for index := 0; ; index++ {
		if h.dec.PeekKind() == ']' {
			_, err := h.dec.ReadToken()
			return err
		}
		value, err := h.dec.ReadValue()
		if err != nil {
			return err
		}
		var document foreignEntry
		if err := json.Unmarshal(value, &document, readOptions); err != nil {
			return fmt.Errorf("log.entries[%d]: %w: correct or remove the entry", index, err)
		}
		if !document.isHTTP() {
			h.meta.Skipped++
			continue
		}
		exchange, err := document.exchange()
		if err != nil {
			return fmt.Errorf("log.entries[%d]: %w", index, err)
		}
		h.exchanges = append(h.exchanges, (*Redactor)(nil).Exchange(exchange))
	}
}
