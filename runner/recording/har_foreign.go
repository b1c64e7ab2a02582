package recording

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/chromedp/cdproto/har"
)

// The types for reading name only what is needed, and loosely: programs disagree
// on the rest, and nothing of the rest is judged.
type (
	foreignEntry struct {
		Started   string           `json:"startedDateTime"`
		Time      float64          `json:"time"`
		Request   *foreignRequest  `json:"request"`
		Response  *foreignResponse `json:"response"`
		Extension *entryExtension  `json:"_kbnConformance"`
	}
	foreignRequest struct {
		Method   string              `json:"method"`
		URL      string              `json:"url"`
		Headers  []har.NameValuePair `json:"headers"`
		PostData *foreignPost        `json:"postData"`
	}
	foreignPost struct {
		MimeType    string      `json:"mimeType"`
		Text        *string     `json:"text"`
		Encoding    string      `json:"encoding"`
		OwnEncoding string      `json:"_encoding"`
		Params      []har.Param `json:"params"`
	}
	foreignResponse struct {
		Status     float64             `json:"status"`
		StatusText string              `json:"statusText"`
		Version    string              `json:"httpVersion"`
		Headers    []har.NameValuePair `json:"headers"`
		Content    *foreignContent     `json:"content"`
		BodySize   float64             `json:"bodySize"`
		Error      string              `json:"_error"` // Chromium, mitmproxy
	}
	foreignContent struct {
		Size     float64 `json:"size"`
		Text     *string `json:"text"`
		Encoding string  `json:"encoding"`
		Comment  string  `json:"comment"`
	}
)

// isHTTP is false for what browsers also list: data: URLs, web sockets, extensions.
func (f foreignEntry) isHTTP() bool {
	if f.Request == nil {
		return true // to be refused with the reason
	}
	scheme, _, ok := strings.Cut(f.Request.URL, ":")
	return !ok || strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

func (f foreignEntry) exchange() (Exchange, error) {
	if f.Request == nil {
		return Exchange{}, errors.New("no request: remove the entry")
	}
	started, err := parseStarted(f.Started)
	if err != nil {
		return Exchange{}, err
	}
	e := Exchange{Attempt: 1, Started: started, Duration: duration(f.Time)}
	if e.Request, err = f.Request.request(); err != nil {
		return Exchange{}, err
	}
	if e.Response, e.Failure, err = f.answer(); err != nil {
		return Exchange{}, err
	}
	if own := f.Extension; own != nil {
		e.Step, e.Attempt, e.Resent, e.Dropped = own.Step, own.Attempt, own.Resent, own.Dropped
		e.Request.Credential, e.Request.Size = own.Credential, own.RequestSize
		if e.Response != nil {
			e.Response.Decoded = own.Decoded
		}
		if own.Failure != nil {
			e.Failure = &Failure{own.Failure.Kind, own.Failure.Text}
		}
	}
	return e, nil
}

func (f *foreignRequest) request() (Request, error) {
	if f.Method == "" {
		return Request{}, errors.New("request has no method: remove the entry")
	}
	if u, err := url.Parse(f.URL); f.URL == "" || err == nil && u.Host == "" {
		return Request{}, fmt.Errorf("request has the URL %q: want an absolute one, or remove the entry", f.URL)
	}
	r := Request{Method: f.Method, URL: f.URL, Header: header(f.Headers)}
	body, err := f.PostData.body()
	if err != nil {
		return Request{}, fmt.Errorf("request body: %w", err)
	}
	if r.Body, r.Size = body, int64(len(body)); len(body) > MaxStoredRequest {
		r.Body = body[:MaxStoredRequest]
	}
	return r, nil
}

func (p *foreignPost) body() ([]byte, error) {
	switch {
	case p == nil:
		return nil, nil
	case (p.Text == nil || *p.Text == "") && len(p.Params) > 0:
		if !strings.Contains(strings.ToLower(p.MimeType), "x-www-form-urlencoded") {
			return nil, nil // the parts of a form with files do not give back its bytes
		}
		var form []string
		for _, param := range p.Params {
			form = append(form, url.QueryEscape(param.Name)+"="+url.QueryEscape(param.Value))
		}
		return []byte(strings.Join(form, "&")), nil
	case p.Text == nil:
		return nil, nil
	}
	return decode(*p.Text, p.Encoding+p.OwnEncoding)
}

// answer tells the answer, or what is missing in it.
func (f foreignEntry) answer() (*Response, *Failure, error) {
	r := f.Response
	if r == nil || r.Status <= 0 {
		text := "the recording holds no answer"
		if r != nil && r.Error != "" {
			text += ": " + r.Error
		}
		return nil, &Failure{FailedUnrecorded, text}, nil
	}
	if r.Status != math.Trunc(r.Status) || r.Status > 999 {
		return nil, nil, fmt.Errorf("response has the status %v: correct or remove the entry", r.Status)
	}
	answer := &Response{
		Status: int(r.Status), Reason: r.StatusText, Proto: proto(r.Version), Header: header(r.Headers),
		WireSize: int64(max(r.BodySize, 0)),
	}
	content := r.Content
	if content == nil {
		content = &foreignContent{}
	}
	if content.Text != nil {
		body, err := decode(*content.Text, content.Encoding)
		if err != nil {
			return nil, nil, fmt.Errorf("response body: %w", err)
		}
		answer.Body = Unpacked(body, answer.Header)
	}
	var failure *Failure
	if content.Text == nil && content.Size > 0 && f.Request.Method != http.MethodHead && answer.Status != http.StatusNotModified {
		failure = &Failure{FailedUnrecorded, "the recording leaves out the body of the answer: export it with contents"}
	} else if strings.Contains(strings.ToLower(content.Comment), "truncated") {
		failure = &Failure{FailedUnrecorded, "the recording shortened the body of the answer: raise the limit of the recorder"}
	}
	return answer, failure, nil
}

// Unpacked undoes the compression that some recorders leave in place, although
// content is meant to be without it.
func Unpacked(body []byte, h http.Header) []byte {
	if !strings.EqualFold(h.Get("Content-Encoding"), "gzip") || !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body
	}
	in, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return body
	}
	const most = 64 << 20
	plain, err := io.ReadAll(io.LimitReader(in, most))
	if err != nil || len(plain) == most {
		return body
	}
	return plain
}

// decode undoes an encoding. Some writers break base64 into lines or leave out
// the padding.
func decode(text, encoding string) ([]byte, error) {
	if !strings.EqualFold(encoding, base64Encoding) {
		if encoding != "" {
			return nil, fmt.Errorf("unknown encoding %q: want base64 or none", encoding)
		}
		return []byte(text), nil
	}
	text = strings.TrimRight(strings.Join(strings.Fields(text), ""), "=")
	body, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("%w: it says it is base64 and is not; correct or remove the entry", err)
	}
	return body, nil
}

// header leaves out the pseudo headers of HTTP/2, which method and URL repeat, and
// splits what Chromium joins with line breaks.
func header(list []har.NameValuePair) http.Header {
	h := make(http.Header, len(list))
	for _, pair := range list {
		if strings.HasPrefix(pair.Name, ":") || pair.Name == "" {
			continue
		}
		for _, value := range strings.Split(headerValue(pair.Value, pair.Comment), "\n") {
			h.Add(pair.Name, value)
		}
	}
	return h
}

func proto(version string) string {
	switch strings.ToLower(version) {
	case "h2", "http/2", "http/2.0":
		return "HTTP/2.0"
	case "h3", "http/3", "http/3.0":
		return "HTTP/3.0"
	case "unknown":
		return ""
	}
	return strings.ToUpper(version)
}

func parseStarted(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("startedDateTime %q: want a time such as 2026-01-31T12:00:00.000Z", text)
}

func duration(ms float64) time.Duration {
	if !(ms > 0) || ms > milliseconds(math.MaxInt64) {
		return 0
	}
	return time.Duration(math.Round(ms * float64(time.Millisecond)))
}
