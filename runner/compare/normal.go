package compare

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// A text is compared by its form, and by its content only where the content
// does not change by itself from one run to the next.
const (
	formEmpty    = "empty text"
	formWord     = "word"
	formText     = "text"
	formDigits   = "digits"
	formOwn      = "name of an object of the run"
	formUUID     = "UUID"
	formULID     = "ULID"
	formHex      = "hexadecimal id"
	formOpaque   = "opaque text"
	formVersion  = "version"
	formURL      = "URL"
	formDate     = "date"
	formHTTPDate = "HTTP date"
	formTime     = "time" // continued by fraction and zone
)

// volatile forms hold values that differ from run to run.
func volatile(form string) bool {
	switch form {
	case formUUID, formULID, formHex, formOpaque, formVersion, formDate, formHTTPDate:
		return true
	}
	return strings.HasPrefix(form, formTime)
}

// strict forms are those that clients parse or check; leaving one is a change
// even where the values are volatile.
func strict(form string) bool {
	return volatile(form) && form != formOpaque && form != formHex || form == formURL || form == formDigits
}

var (
	uuidText    = regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	ownText     = regexp.MustCompile(`(kbn|KBN)[-_](conf|CONF)[-_][A-Za-z0-9]+[-_][0-9a-fA-F]{8}`)
	timeText    = regexp.MustCompile(`(?i)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([.,]\d+)?(Z|[+-]\d\d:?\d\d)?`)
	versionText = regexp.MustCompile(`\b\d+\.\d+\.\d+(-[A-Za-z]+[A-Za-z0-9.]*)?\b`)
	durations   = regexp.MustCompile(`\b\d+(\.\d+)? ?(ms|milliseconds?|s|sec|seconds?|m|min|minutes?)\b`)
	hexText     = regexp.MustCompile(`\b[0-9a-f]{16,}\b`)

	uuidWhole    = regexp.MustCompile(`(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	ulidWhole    = regexp.MustCompile(`^[0-7][0-9A-HJKMNP-TV-Z]{25}$`)
	timeWhole    = regexp.MustCompile(`(?i)^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([.,]\d+)?(Z|[+-]\d\d:?\d\d)?$`)
	dateWhole    = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	versionWhole = regexp.MustCompile(`^v?\d+\.\d+\.\d+(-[A-Za-z]+[A-Za-z0-9.]*)?$`)
	hexWhole     = regexp.MustCompile(`^[0-9a-f]{16,}$`)
	digitsWhole  = regexp.MustCompile(`^\d+$`)
	wordWhole    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.:/-]{0,47}$`)
	base64Whole  = regexp.MustCompile(`^[A-Za-z0-9+/_-]+={0,2}$`)
)

// formOf says what kind of text it is.
func formOf(s string) string {
	switch {
	case s == "":
		return formEmpty
	case uuidWhole.MatchString(s):
		return formUUID
	case mayHoldOwn(s) && ownText.MatchString(s):
		return formOwn
	case timeWhole.MatchString(s):
		return timeForm(s)
	case dateWhole.MatchString(s):
		return formDate
	case versionWhole.MatchString(s):
		return formVersion
	case digitsWhole.MatchString(s):
		return formDigits
	case strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://"):
		return formURL
	case ulidWhole.MatchString(s):
		return formULID
	case hexWhole.MatchString(s) && strings.ContainsAny(s, "0123456789"):
		return formHex
	case opaque(s):
		return formOpaque
	case wordWhole.MatchString(s):
		return formWord
	}
	if _, err := http.ParseTime(s); err == nil {
		return formHTTPDate
	}
	return formText
}

// timeForm tells apart what a fixed layout would: the fraction and the zone.
func timeForm(s string) string {
	form := formTime
	clock := s[10:]
	if strings.ContainsAny(clock, ".,") {
		form += " with fraction"
	}
	switch {
	case strings.HasSuffix(clock, "Z"):
		return form + ", Z"
	case strings.HasSuffix(clock, "z"):
		return form + ", small z"
	case strings.ContainsAny(clock, "+-"):
		return form + ", offset"
	}
	return form + ", no zone"
}

// opaque texts are keys and cursors: base64 of JSON, or letters of both cases
// mixed with digits as no word has them.
func opaque(s string) bool {
	if len(s) < 4 || !base64Whole.MatchString(s) {
		return false
	}
	trimmed := strings.TrimRight(s, "=")
	for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if plain, err := alphabet.DecodeString(trimmed); err == nil && len(plain) > 1 && (plain[0] == '[' || plain[0] == '{') && printable(plain) {
			return true
		}
	}
	if len(s) < 16 {
		return false
	}
	var upper, lower, digit, turns int
	var last rune
	for _, r := range trimmed {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		case unicode.IsDigit(r):
			digit++
		}
		if last != 0 && unicode.IsLetter(last) && unicode.IsDigit(r) {
			turns++
		}
		last = r
	}
	return upper > 1 && lower > 1 && digit > 1 && turns > 1
}

func printable(data []byte) bool {
	for _, b := range data {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}

// plain takes out of a text for people what changes by itself.
func plain(s string) string {
	s = uuidText.ReplaceAllString(s, "<id>")
	s = timeText.ReplaceAllString(s, "<time>")
	s = versionText.ReplaceAllString(s, "<version>")
	s = durations.ReplaceAllString(s, "<duration>")
	return hexText.ReplaceAllString(s, "<id>")
}

// parseTime reads the usual forms; for sorting.
func parseTime(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(s))
	return t, err == nil
}

// volatileNames are members whose values differ from run to run, or depend on
// what else exists in the deployment.
var volatileNames = map[string]bool{
	"total": true, "count": true, "took": true, "hits": true, "agents": true, "unprivileged_agents": true, "revision": true, "version": true,
	"_version": true, "seq_no": true, "_seq_no": true, "primary_term": true, "_primary_term": true, "cursor": true, "pit_id": true, "search_after": true,
	"uptime": true, "pid": true, "build_number": true, "build_hash": true, "build_date": true, "schema_version": true, "next_cursor": true, "etag": true,
	"total_count": true, "totalcount": true, "nonce": true, "token": true, "uuid": true, "took_ms": true, "duration": true,
}

func volatileName(path string) bool {
	name := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	for _, suffix := range []string{"_ms", "_millis", "_in_millis", "_count", "_bytes", "_total", "_timestamp", "_by"} { // who did it depends on the credentials
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return volatileNames[name]
}

// forPeople are members that hold text which nothing should depend on.
func forPeople(path string) bool {
	switch strings.ToLower(path[strings.LastIndexByte(path, '/')+1:]) {
	case "message", "description", "title", "summary", "reason", "detail", "details", "help", "documentationurl", "documentation_url", "label", "text":
		return true
	}
	return false
}
