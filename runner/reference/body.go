package reference

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The limits of a request body.
// Kibana source: core/http/server-internal/src/http_config.ts, fleet/server/routes/epm/index.ts.
const (
	maxPayload = 1048576
	maxUpload  = 104857600
)

// drained is how much of a refused body is read, so that the client gets to see the answer.
const drained = 2 * maxPayload

// readBody decides as hapi and its payload parser do: length, content type, then the text itself.
func readBody(c *call) error {
	if c.r.Method == http.MethodGet || c.r.Method == http.MethodHead {
		return nil
	}
	raw, err := c.readLimited()
	if err != nil {
		return err
	}
	kind, err := mediaType(c.r.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	c.sent = len(raw) > 0
	if c.route.upload {
		return c.takeUpload(kind, raw)
	}
	c.payload, err = c.parse(kind, raw)
	return err
}

func (c *call) readLimited() ([]byte, error) {
	limit := int64(maxPayload)
	if c.route.upload {
		limit = maxUpload
	}
	if c.faulty(faultAnySize) {
		limit = 4 * maxUpload
	}
	tooLarge := refuse(http.StatusRequestEntityTooLarge, "Payload content length greater than maximum allowed: %d", limit)
	if c.r.ContentLength > limit {
		_, _ = io.CopyN(io.Discard, c.r.Body, limit+drained)
		return nil, tooLarge
	}
	raw, err := io.ReadAll(io.LimitReader(c.r.Body, limit+1))
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "Invalid request payload: %v", err)
	}
	if int64(len(raw)) > limit {
		_, _ = io.CopyN(io.Discard, c.r.Body, drained)
		return nil, tooLarge
	}
	return raw, nil
}

func mediaType(value string) (string, error) {
	if value == "" {
		return "application/json", nil
	}
	kind, _, err := mime.ParseMediaType(value)
	if err != nil && kind == "" {
		return "", refuse(http.StatusBadRequest, "Invalid content-type header")
	}
	return kind, nil
}

func (c *call) takeUpload(kind string, raw []byte) error {
	header := c.r.Header.Get("Content-Type")
	if header != "application/gzip" && header != "application/zip" && !c.faulty(faultAnyType) {
		return refuse(http.StatusUnsupportedMediaType, "Unsupported Media Type")
	}
	c.payload = upload{kind, raw}
	return nil
}

func (c *call) parse(kind string, raw []byte) (any, error) {
	switch {
	case strings.HasPrefix(kind, "text/"):
		return string(raw), nil
	case kind == "application/octet-stream", slices.Contains(c.route.accepts, kind):
		return raw, nil
	case kind == "application/x-www-form-urlencoded":
		return form(string(raw)), nil
	case kind == "application/json" || strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json"):
	case c.faulty(faultAnyType):
	default:
		return nil, refuse(http.StatusUnsupportedMediaType, "Unsupported Media Type")
	}
	if len(raw) == 0 {
		return nil, nil
	}
	value, err := c.route.decode(raw)
	if err != nil || poisoned(value) {
		if c.faulty(faultAnyText) {
			return obj{}, nil
		}
		return nil, refuse(http.StatusBadRequest, "Invalid request payload JSON format")
	}
	return value, nil
}

// decode reads JSON; a foreign route gets numbers as they were written.
func (rt *route) decode(raw []byte) (value any, err error) {
	if !rt.foreign {
		return value, json.Unmarshal(raw, &value)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more than one value")
	}
	return value, nil
}

// poisoned finds keys that could change a JavaScript prototype, which hapi refuses as bad JSON.
func poisoned(v any) bool {
	switch v := v.(type) {
	case obj:
		if _, found := v["__proto__"]; found {
			return true
		}
		for _, member := range v {
			if poisoned(member) {
				return true
			}
		}
	case []any:
		for _, item := range v {
			if poisoned(item) {
				return true
			}
		}
	}
	return false
}

// form reads name=value pairs as querystring does: a name that comes twice becomes a list.
func form(raw string) obj {
	values, _ := url.ParseQuery(raw) // what cannot be read is left out, as there
	out := make(obj, len(values))
	for name, list := range values {
		if len(list) == 1 {
			out[name] = list[0]
			continue
		}
		items := make([]any, len(list))
		for i, item := range list {
			items[i] = item
		}
		out[name] = items
	}
	return out
}
