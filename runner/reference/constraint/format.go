package constraint

import (
	"net/url"
	"regexp"
	"strings"
)

// Format names a check of a string; an unknown name accepts everything, so use the constants.
type Format string

// The checks of strings.
const (
	HTTPURI   Format = "http-uri"  // a URI of scheme http or https
	ProxyURL  Format = "proxy-url" // a URL of scheme http, https or socks5
	Namespace Format = "namespace" // a data stream namespace
	NotBlank  Format = "not-blank" // more than white space
	// Certificate is a PEM text or something that looks like a path.
	Certificate Format = "certificate"
	// PlainID is an id without blanks and without what has a meaning in paths and patterns.
	PlainID Format = "plain-id"
	// DateMath is a moment, or one that is reckoned from now.
	DateMath Format = "date-math"
)

// refuse tells what is wrong with text, or "".
// Kibana source: fleet/server/types/rest_spec/fleet_proxies.ts, fleet/common/services/is_valid_namespace.ts.
func (f Format) refuse(text string) string {
	switch f {
	case HTTPURI:
		return refuseURI(text)
	case ProxyURL:
		scheme, rest, found := strings.Cut(text, "://")
		known := scheme == "http" || scheme == "https" || scheme == "socks5"
		if _, err := url.Parse(text); !found || !known || err != nil || strings.TrimSpace(rest) == "" {
			return "Invalid URL"
		}
	case Namespace:
		return refuseNamespace(text)
	case Certificate:
		if !strings.HasPrefix(text, "-----BEGIN") &&
			(strings.ContainsAny(text, " \t\n") || !strings.ContainsAny(text, `/\`) && !strings.HasPrefix(text, "$") &&
				!strings.HasPrefix(text, "%")) {
			return "value must be a PEM text or a path"
		}
	case PlainID:
		if text == "" || strings.ContainsAny(text, " \t\n/\\*?\"<>|#") {
			return "value must not be empty or contain blanks and special characters"
		}
	case DateMath:
		if !dateMath.MatchString(text) {
			return "Failed to parse date-math expression"
		}
	case NotBlank:
		if strings.TrimSpace(text) == "" {
			return "No empty strings allowed"
		}
	}
	return ""
}

// dateMath is what @kbn/datemath understands.
var dateMath = regexp.MustCompile(`^(now|\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?(\|\|)?)([+-]\d+[yMwdhHms])*(/[yMwdhHms])?$`)

func refuseURI(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || strings.ContainsAny(text, " \t\n") {
		return "value must be a valid URI (see RFC 3986)."
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "expected URI with scheme [http|https]."
	}
	if u.Host == "" {
		return "value must be a valid URI (see RFC 3986)."
	}
	return ""
}

func refuseNamespace(text string) string {
	switch {
	case strings.TrimSpace(text) == "":
		return "Namespace cannot be empty"
	case strings.ToLower(text) != text:
		return "Namespace must be lowercase"
	case strings.ContainsAny(text, `*\/?"<>| ,#:-`):
		return "Namespace contains invalid characters"
	case len(text) > 100:
		return "Namespace cannot be more than 100 bytes"
	}
	return ""
}
