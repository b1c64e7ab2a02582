package target

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// read takes in an answer. On an error the answer holds what arrived.
func (c *Client) read(r *http.Response, method string) (*recording.Response, error) {
	defer r.Body.Close()
	answer := &recording.Response{
		Status: r.StatusCode,
		Reason: reason(r),
		Proto:  r.Proto,
		Header: r.Header,
	}
	if len(r.TransferEncoding) > 0 { // net/http takes it out of the headers
		answer.Header["Transfer-Encoding"] = r.TransferEncoding
	}
	body, err := readUpTo(r.Body, c.maxBody, r.ContentLength)
	answer.WireSize = int64(len(body))
	if coding := strings.ToLower(r.Header.Get("Content-Encoding")); len(body) > 0 && (coding == "gzip" || coding == "x-gzip") {
		plain, failure := c.unzip.unpack(body, c.maxBody)
		if plain != nil {
			body, answer.Decoded = plain, "gzip"
		}
		if err == nil {
			err = failure
		}
	}
	if len(body) > 0 || bodyExpected(method, r.StatusCode) {
		answer.Body = body
	}
	return answer, err
}

func bodyExpected(method string, status int) bool {
	return method != http.MethodHead && status != http.StatusNoContent && status != http.StatusNotModified
}

// reason is the phrase of the status line. HTTP/2 has none; net/http invents one.
func reason(r *http.Response) string {
	if r.ProtoMajor > 1 {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(r.Status, strconv.Itoa(r.StatusCode)), " ")
}

type tooLargeError string

func (e tooLargeError) Error() string { return string(e) }

// readUpTo reads all of r, at most limit bytes. It returns what it has along with
// any error, and never nil.
func readUpTo(r io.Reader, limit, announced int64) ([]byte, error) {
	const first, most = 512, 1 << 20 // an announced length is a hint, not a promise
	body := make([]byte, 0, min(max(announced, first)+1, most, limit+1))
	for {
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if int64(len(body)) > limit {
			return body[:limit:limit], tooLargeError(fmt.Sprintf("the answer is longer than %d bytes", limit))
		}
		if err == io.EOF {
			return body, nil
		}
		if err != nil {
			return body, err
		}
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
	}
}

// unzipper unpacks bodies with readers that are used again: each holds 40 KB.
type unzipper struct{ readers sync.Pool }

var errGzip = errors.New("the answer says that it is gzip, but cannot be unpacked")

// unpack returns nil when the body is no gzip at all.
func (u *unzipper) unpack(packed []byte, limit int64) ([]byte, error) {
	reader, _ := u.readers.Get().(*gzip.Reader)
	if reader == nil {
		reader = new(gzip.Reader)
	}
	defer u.readers.Put(reader)
	if err := reader.Reset(bytes.NewReader(packed)); err != nil {
		return nil, fmt.Errorf("%w: %w", errGzip, err)
	}
	plain, err := readUpTo(reader, limit, 4*int64(len(packed)))
	if err != nil && !errors.As(err, new(tooLargeError)) {
		err = fmt.Errorf("%w: %w", errGzip, err)
	}
	return plain, err
}
