package reference

import (
	"slices"
	"strings"
	"time"
)

// moments are the members that hold a date and time.
var moments = []string{"@timestamp", "created_at", "updated_at", "updated", "ingested", "timestamp"}

// momentVariants write dates and times in another way; the moments stay the same.
func momentVariants() []Variant {
	const grammar = "RFC 3339, section 5.6 (date-time)"
	east := time.FixedZone("", 2*60*60)
	west := time.FixedZone("", -(3*60*60 + 30*60))
	written := func(name, title, source string, form func(time.Time) string) Variant {
		return Variant{Name: name, Title: title, Group: "value", Source: source,
			install: always(valuesOf, func(_ *call, res *response) {
				if res.err == nil && res.body != nil {
					res.body = rewritten(res.body, form)
				}
			})}
	}
	return []Variant{
		written("times-without-fraction", "times have no fraction of a second", grammar,
			func(t time.Time) string { return t.Format("2006-01-02T15:04:05Z") }),
		written("times-in-tenths", "fractions have one digit", grammar,
			func(t time.Time) string { return t.Format("2006-01-02T15:04:05.0Z") }),
		written("times-in-microseconds", "fractions have six digits", grammar,
			func(t time.Time) string { return t.Format("2006-01-02T15:04:05.000000Z") }),
		written("times-in-nanoseconds", "fractions have nine digits", "Elasticsearch reference, date_nanos",
			func(t time.Time) string { return t.Format("2006-01-02T15:04:05.000000000Z") }),
		written("times-in-the-east", "times have the offset +02:00", grammar,
			func(t time.Time) string { return t.In(east).Format("2006-01-02T15:04:05.000-07:00") }),
		written("times-in-the-west", "times have the offset -03:30", grammar,
			func(t time.Time) string { return t.In(west).Format("2006-01-02T15:04:05.000-07:00") }),
		written("times-with-zero-offset", "times have the offset +00:00", grammar,
			func(t time.Time) string { return t.Format("2006-01-02T15:04:05.000") + "+00:00" }),
		written("times-in-small-letters", "the letters T and Z are small", grammar,
			func(t time.Time) string { return strings.ToLower(t.Format("2006-01-02T15:04:05.000Z")) }),
	}
}

// rewritten is a copy of an answer with its moments in another form.
func rewritten(v any, form func(time.Time) string) any {
	switch v := v.(type) {
	case obj:
		copied := make(obj, len(v))
		for name, child := range v {
			copied[name] = rewritten(child, form)
			if written, isText := child.(string); isText && slices.Contains(moments, name) {
				if at, err := time.Parse(time.RFC3339Nano, written); err == nil {
					copied[name] = form(at.UTC())
				}
			}
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for i, item := range v {
			copied[i] = rewritten(item, form)
		}
		return copied
	}
	return v
}
