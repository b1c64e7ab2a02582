package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// heavy asks for everything that an expectation can ask for.
func heavy() Expectation {
	return Expectation{
		Level: Required, Ref: "ref", Schema: "test/thing", Exact: true,
		Error:   &ErrorShape{Family: "any", Phrase: true, Level: Required},
		Headers: []Header{{Name: "content-type", Pattern: matching("^application/json"), Json: true, Level: Required}},
		Values: []Value{
			{Path: "name", Equal: "a", Level: Required}, {Path: "size", Equal: 42, Level: Required}, {Path: "tags.#", Equal: 2, Level: Required},
			{Path: "tags", Equal: []any{"a", map[string]any{"b": nil}}, Level: Required}, {Path: "x", Absent: true, Level: Required},
			{Path: "message", Pattern: matching("a"), Level: Required}, {Path: "error", Blank: true, Level: Required},
		},
		Texts: []Text{{Pattern: matching("^a"), Level: Required}, {Pattern: matching("z"), Not: true, Level: Required}},
	}
}

var hostile = []string{
	"", " ", "null", "{}", "[]", `""`, "0", "NaN", "1e400000000", "-", `{"a":1}{}`, "\xef\xbb\xbf{}", "\xff\xfe", "<html>", `{"a":1,"a":2}`,
	conforming, boomBody, siemBody, `{"statusCode": "400"}`, `{"status_code": 1e308, "statusCode": {}}`, `{"message": {"a": []}, "error": 1}`,
	strings.Repeat("[", 600), strings.Repeat(`{"a":`, 520), strings.Repeat("[", 100) + strings.Repeat("]", 100),
	`{"name": "\ud800", "size": 1}`, `{"": "", "\u0000": "\u001b[2J"}`, `{"tags": ["a", {"b": null}], "name": 5e-324}`, "\n    at f (/x.js:1:2)",
}

// FuzzJudge: no body makes the judge panic, fall silent about a broken text, or
// say more than a line per violation; and the two validators never disagree.
func FuzzJudge(f *testing.F) {
	for i, body := range hostile {
		f.Add([]byte(body), 200+100*(i%4), body)
	}
	set, e := testSchemas(f), heavy()
	f.Fuzz(func(t *testing.T, body []byte, status int, value string) {
		x := answered(status, "", "content-type", value)
		x.Response.Body = body
		x.Request.Header.Set("Authorization", value)
		found := e.Judge(set, x)
		if schemas.Parse(body) != nil && !slices.ContainsFunc(found, func(v Violation) bool { return v.Rule == "body-not-json" }) {
			t.Errorf("no objection to %q", body)
		}
		for _, v := range found {
			if text := v.String(); strings.ContainsAny(text, "\x00\x1b\n\r") || len(v.Got) > longestLine || strings.Contains(text, "disagree about a body") {
				t.Errorf("%q about %q", text, body)
			}
		}
		if !slices.Equal(found, e.Judge(set, x)) {
			t.Errorf("judged twice, two results: %q", body)
		}
		other := answering(x, value)
		for _, path := range []string{"", "name", "tags.#", "item.@timestamp"} {
			Same(x, "", other, "", path)
			SameMembers(x, other, path)
			Cleared(x, path)
			Rising(path, Strings(x, path))
			Pointer(value)
		}
		if SameJSON(body, []byte(value)) != SameJSON([]byte(value), body) {
			t.Errorf("SameJSON is not symmetric about %q and %q", body, value)
		}
		Outliers([]Sample{{"a", "a", body}, {"b", "b", []byte(value)}})
	})
}

func answering(x recording.Exchange, text string) recording.Exchange {
	answer := *x.Response
	answer.Body = []byte(text)
	x.Response = &answer
	return x
}

// BenchmarkJudge: exchanges of the usual size; the aim is 20 000 a second and core.
func BenchmarkJudge(b *testing.B) {
	headers := []Header{
		{Name: "kbn-name", Pattern: matching("."), Always: true, Level: Required},
		{Name: "content-type", Pattern: matching(`(?i)^application/json\s*(;|$)`), Json: true, Level: Required},
		{Name: "cache-control", Pattern: matching("no-store"), Always: true, Level: Recommended},
		{Name: "elastic-api-version", Pattern: matching("^2023-10-31$"), Level: Required},
	}
	sent := []string{"kbn-name", "k", "content-type", "application/json; charset=utf-8", "cache-control", "no-store", "elastic-api-version", "2023-10-31"}
	for _, r := range []struct {
		name   string
		expect Expectation
		answer recording.Exchange
	}{
		{"a success", Expectation{Schema: "test/thing", Values: []Value{{Path: "name", Equal: "a", Level: Required}}}, answered(200, conforming, sent...)},
		{"a refusal", Expectation{Error: &ErrorShape{Family: "boom", Phrase: true, Level: Required}, Texts: []Text{{Pattern: matching("^no$"), Level: Required}}}, answered(401, boomBody, sent...)},
		{"an outlier", Expectation{Error: &ErrorShape{Family: "boom", Phrase: true, Level: Required}}, answered(401, `{"statusCode": "401", "error": "x"}`, sent...)},
	} {
		b.Run(r.name, func(b *testing.B) {
			set := testSchemas(b)
			r.expect.Level, r.expect.Headers, r.expect.Status = Required, headers, []int{200, 401}
			b.ReportAllocs()
			for b.Loop() {
				r.expect.Judge(set, r.answer)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "exchanges/s")
		})
	}
}

func BenchmarkJudgeAMegabyteOfError(b *testing.B) {
	x := answered(500, "<html>"+strings.Repeat("look at this (line 1:2) ", 1<<20/24))
	set, e := testSchemas(b), Expectation{Level: Required, Error: &ErrorShape{Family: "boom", Level: Required}}
	b.SetBytes(1 << 20)
	for b.Loop() {
		e.Judge(set, x)
	}
}
