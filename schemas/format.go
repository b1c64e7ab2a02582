package schemas

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// format is a checker of our own and its words.
type format struct {
	words string
	holds func(string) bool
}

// formats are the ones that a schema may use. Those of gojsonschema are not
// used: they take a bare date for a date-time, 1.2.3.4 inside an IPv6 address for
// an IPv4 one, and no upper-case UUID.
var formats = map[string]format{
	"date-time": {"a date-time (RFC 3339)", isDateTime},
	"date":      {"a date (RFC 3339)", func(s string) bool { return isTime(time.DateOnly, s) }},
	"uri":       {"a URI (RFC 3986)", isURI},
	"uuid":      {"a UUID (RFC 4122)", regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`).MatchString},
	"ipv4":      {"an IPv4 address", func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() }},
	"ipv6":      {"an IPv6 address", func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() && a.Zone() == "" }},
}

// Formats lists the values of format that a schema may use, sorted.
func Formats() []string {
	var names []string
	for name := range formats {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var dateTime = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$`)

// isDateTime takes any offset, any fraction, and a leap second where one can be:
// in the last minute of a day of UTC.
func isDateTime(s string) bool {
	m := dateTime.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	offset := strings.ToUpper(m[4])
	clock, leap := strings.CutSuffix(m[2], ":60")
	if !leap {
		return isTime(time.RFC3339, m[1]+"T"+m[2]+offset)
	}
	at, err := time.Parse(time.RFC3339, m[1]+"T"+clock+":59"+offset)
	return err == nil && at.UTC().Hour() == 23 && at.UTC().Minute() == 59
}

func isTime(layout, s string) bool {
	_, err := time.Parse(layout, s)
	return err == nil
}

// uriText are the characters of RFC 3986, with % only before two hex digits.
var uriText = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$`)

func isURI(s string) bool {
	if !uriText.MatchString(s) {
		return false
	}
	_, err := url.Parse(s)
	return err == nil
}
