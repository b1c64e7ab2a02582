package recording

import (
	"time"
	"unicode/utf8"

	"github.com/chromedp/cdproto/har"
)

type (
	entryExtension struct {
		Step        string           `json:"step,omitzero"`
		Attempt     int              `json:"attempt,omitzero"`
		Credential  string           `json:"credential,omitzero"`
		RequestSize int64            `json:"requestSize,omitzero"`
		Resent      int              `json:"resent,omitzero"`
		Dropped     int              `json:"dropped,omitzero"`
		Decoded     string           `json:"decoded,omitzero"`
		Failure     *failureDocument `json:"failure,omitzero"`
	}
	failureDocument struct {
		Kind FailureKind `json:"kind"`
		Text string      `json:"text"`
	}
)

// The types of the entries are those of the HAR module, except where a body is
// involved: har.Content cannot tell text from base64, nor absent from empty.
type (
	entryDocument struct {
		har.Entry
		Request   *requestDocument  `json:"request"`
		Response  *responseDocument `json:"response"`
		Extension *entryExtension   `json:"_kbnConformance,omitzero"`
	}
	requestDocument struct {
		har.Request
		PostData *postDocument `json:"postData,omitzero"`
	}
	postDocument struct {
		har.PostData
		Encoding string `json:"_encoding,omitzero"`
	}
	responseDocument struct {
		har.Response
		Content *contentDocument `json:"content"`
	}
	contentDocument struct {
		Size        int64   `json:"size"`
		Compression *int64  `json:"compression,omitzero"`
		MimeType    string  `json:"mimeType"`
		Text        *string `json:"text,omitzero"`
		Encoding    string  `json:"encoding,omitzero"`
	}
)

const base64Encoding = "base64"

// latin1 marks a header value whose bytes are no UTF-8: JSON can only hold them
// as the characters of that character set.
const latin1 = "latin-1"

func headerPair(name, value string) *har.NameValuePair {
	if utf8.ValidString(value) {
		return &har.NameValuePair{Name: name, Value: value}
	}
	return &har.NameValuePair{Name: name, Value: fromLatin1(value), Comment: latin1}
}

func headerValue(value, comment string) string {
	if comment == latin1 {
		if raw, ok := toLatin1(value); ok {
			return raw
		}
	}
	return value
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
