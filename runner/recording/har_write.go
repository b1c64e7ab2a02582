package recording

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/chromedp/cdproto/har"
	"github.com/go-json-experiment/json"
)

// WriteHAR writes a recording as HAR 1.2, one entry per line.
func WriteHAR(w io.Writer, meta Meta, exchanges []Exchange) error {
	out, err := beginHAR(w, meta)
	if err != nil {
		return err
	}
	for _, exchange := range exchanges {
		if err := out.add(exchange); err != nil {
			return err
		}
	}
	return out.end()
}

// harWriter writes a HAR entry by entry.
type harWriter struct {
	*bufio.Writer
	count int
}

// beginHAR writes everything but the entries, which come last, so that a file
// cut short still says what it is.
func beginHAR(w io.Writer, meta Meta) (*harWriter, error) {
	out := &harWriter{Writer: bufio.NewWriterSize(w, 64<<10)}
	head, err := json.Marshal(struct {
		Version   string        `json:"version"`
		Creator   *har.Creator  `json:"creator"`
		Extension *logExtension `json:"_kbnConformance,omitzero"`
	}{"1.2", &har.Creator{Name: meta.Tool, Version: meta.Version}, meta.extension()}, writeOptions)
	if err != nil {
		return nil, fmt.Errorf("recording: head: %w", err)
	}
	fmt.Fprintf(out, "{\"log\":%s,\"entries\":[", head[:len(head)-1])
	return out, nil
}

func (h *harWriter) add(e Exchange) error {
	separator := ",\n"
	if h.count == 0 {
		separator = "\n"
	}
	h.WriteString(separator)
	if err := json.MarshalWrite(h, entry(e), writeOptions); err != nil {
		return fmt.Errorf("recording: entry %d: %w", h.count, err)
	}
	h.count++
	return nil
}

func (h *harWriter) end() error {
	h.WriteString("\n]}}\n")
	if err := h.Flush(); err != nil { // it keeps the first error of all writes
		return fmt.Errorf("recording: %w", err)
	}
	return nil
}

var writeOptions = json.JoinOptions(json.Deterministic(true), json.FormatNilSliceAsNull(false))

func entry(e Exchange) *entryDocument {
	duration := milliseconds(e.Duration)
	document := &entryDocument{
		Entry: har.Entry{
			StartedDateTime: e.Started.UTC().Format(time.RFC3339Nano),
			Time:            duration,
			Cache:           &har.Cache{},
			Timings:         &har.Timings{Wait: duration},
		},
		Request:  request(e),
		Response: response(e),
		Extension: &entryExtension{
			Step:        e.Step,
			Attempt:     e.Attempt,
			Credential:  e.Request.Credential,
			RequestSize: e.Request.Size,
			Resent:      e.Resent,
			Dropped:     e.Dropped,
		},
	}
	if e.Response != nil {
		document.Extension.Decoded = e.Response.Decoded
	}
	if e.Failure != nil {
		document.Extension.Failure = &failureDocument{e.Failure.Kind, valid(e.Failure.Text)}
	}
	return document
}

func request(e Exchange) *requestDocument {
	document := &requestDocument{Request: har.Request{
		Method:      valid(e.Request.Method),
		URL:         valid(e.Request.URL),
		HTTPVersion: "HTTP/1.1",
		Cookies:     []*har.Cookie{},
		Headers:     pairs(e.Request.Header),
		QueryString: queryPairs(e.Path()),
		HeadersSize: -1,
		BodySize:    e.Request.Size,
	}}
	if e.Response != nil && e.Response.Proto != "" {
		document.HTTPVersion = valid(e.Response.Proto)
	}
	if e.Request.Body != nil {
		text, encoding := bodyText(e.Request.Body)
		document.PostData = &postDocument{har.PostData{
			MimeType: valid(e.Request.Header.Get("Content-Type")),
			Params:   []*har.Param{},
			Text:     text,
		}, encoding}
	}
	return document
}

// response is never nil: HAR wants one, with status 0, where there was no answer.
func response(e Exchange) *responseDocument {
	document := &responseDocument{Response: har.Response{
		Cookies:     []*har.Cookie{},
		Headers:     []*har.NameValuePair{},
		HeadersSize: -1,
		BodySize:    -1,
	}, Content: &contentDocument{}}
	r := e.Response
	if r == nil {
		return document
	}
	document.Status = int64(r.Status)
	document.StatusText = valid(r.Reason)
	document.HTTPVersion = valid(r.Proto)
	document.Headers = pairs(r.Header)
	document.RedirectURL = valid(r.Header.Get("Location"))
	document.BodySize = r.WireSize
	document.Content.Size = int64(len(r.Body))
	document.Content.MimeType = valid(r.Header.Get("Content-Type"))
	if r.Decoded != "" {
		saved := document.Content.Size - r.WireSize
		document.Content.Compression = &saved
	}
	if r.Body != nil {
		text, encoding := bodyText(r.Body)
		document.Content.Text, document.Content.Encoding = &text, encoding
	}
	return document
}

func bodyText(body []byte) (text, encoding string) {
	if utf8.Valid(body) {
		return string(body), ""
	}
	return base64.StdEncoding.EncodeToString(body), base64Encoding
}

func pairs(h http.Header) []*har.NameValuePair {
	list := make([]*har.NameValuePair, 0, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			list = append(list, headerPair(valid(name), value))
		}
	}
	return list
}

func queryPairs(path string) []*har.NameValuePair {
	list := []*har.NameValuePair{}
	_, query, _ := strings.Cut(path, "?")
	for _, part := range strings.Split(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		list = append(list, &har.NameValuePair{Name: unescape(name), Value: unescape(value)})
	}
	return list
}

func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return valid(plain)
	}
	return valid(s)
}

func valid(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
