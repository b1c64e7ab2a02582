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

// ErrCut says that a recording ends before its end.
var ErrCut = errors.New("it was cut short")

// ReadHAR reads a whole recording as Each does. Along with an error it returns
// the exchanges before the place of the error.
func ReadHAR(r io.Reader) (Meta, []Exchange, error) {
	var exchanges []Exchange
	meta, err := Each(r, func(x Exchange) error {
		exchanges = append(exchanges, x)
		return nil
	})
	return meta, exchanges, err
}

// Each reads a recording of this program or of another (browsers, proxies) and
// hands on one exchange at a time, so that no size is too large. The file is HAR,
// or has one entry per line. A foreign recording may hold live credentials and
// other secrets, which a Scrubber removes. An error of take ends the reading.
func Each(r io.Reader, take func(Exchange) error) (Meta, error) {
	h := harReader{take: take}
	in := bufio.NewReaderSize(r, 64<<10)
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" {
		in.Discard(3)
	}
	if mark, _ := in.Peek(2); string(mark) == "\x1f\x8b" {
		return h.meta, errors.New("recording: the file is compressed with gzip: unpack it first")
	}
	h.dec = jsontext.NewDecoder(in, lenient...)
	err := h.file()
	switch {
	case h.stopped != nil:
		return h.meta, h.stopped
	case err == nil:
	case errors.Is(err, io.ErrUnexpectedEOF) && h.lines > 0:
		h.meta.Cut, err = true, nil // the writer ended within its last line
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("recording: the file ends after %s: %w; export it again, or judge what is left", h.whole(), ErrCut)
	case errors.Is(err, io.EOF):
		err = errors.New("recording: the file is empty: want a HAR file")
	default:
		err = fmt.Errorf("recording: %w", err)
	}
	return h.meta, err
}

type harReader struct {
	dec      *jsontext.Decoder
	take     func(Exchange) error
	stopped  error // by take
	meta     Meta
	scrubber Scrubber
	taken    int  // exchanges handed on
	lines    int  // lines read, in a file of lines
	log      bool // the log was seen
	entries  bool // the list of entries was seen
}

// file tells the two forms apart by the members of the first object.
func (h *harReader) file() error {
	var first line
	err := h.object("the file", func(name string) error {
		if name == "log" {
			h.log = true
			return h.object("log", h.logMember)
		}
		return first.member(h, name)
	})
	switch {
	case err != nil:
		return err
	case first.used:
		return h.allLines(first)
	case !h.log:
		return errors.New("no log in the file: want a HAR file, as browsers and proxies export it, or one entry per line")
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

// whole says how much was read.
func (h *harReader) whole() string {
	if h.taken == 1 {
		return "1 whole entry"
	}
	return fmt.Sprintf("%d whole entries", h.taken)
}

// syntax says where the file stops being JSON.
func (h *harReader) syntax(err error) error {
	var syntactic *jsontext.SyntacticError
	if errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &syntactic) {
		return err
	}
	return fmt.Errorf("no JSON at byte %d, after %s (%w): export the file again", syntactic.ByteOffset, h.whole(), syntactic.Err)
}

func (h *harReader) logMember(name string) error {
	switch name {
	case "creator":
		return h.creator("log.creator")
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

func (h *harReader) creator(where string) error {
	var creator har.Creator
	err := h.value(where, &creator)
	h.meta.Tool, h.meta.Version = creator.Name, creator.Version
	return err
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
		where := func() string { return fmt.Sprintf("log.entries[%d]", index) }
		value, err := h.dec.ReadValue()
		if err != nil {
			return err
		}
		var document foreignEntry
		if err := json.Unmarshal(value, &document, readOptions); err != nil {
			return fmt.Errorf("%s: %w: correct or remove the entry", where(), err)
		}
		if err := h.entry(where, document); err != nil {
			return err
		}
	}
}

// entry hands on one exchange.
func (h *harReader) entry(where func() string, document foreignEntry) error {
	if !document.isHTTP() {
		h.meta.Skipped++
		return nil
	}
	exchange, err := document.exchange()
	if err != nil {
		return fmt.Errorf("%s: %w", where(), err)
	}
	h.taken++
	if h.meta.Run == "" { // nobody removed what is secret when it was recorded
		exchange = h.scrubber.Exchange(exchange)
	} else {
		exchange = (*Redactor)(nil).Exchange(exchange)
	}
	h.stopped = h.take(exchange)
	return h.stopped
}
