package reports

import "testing"

func TestWordsOfNumbers(t *testing.T) {
	for want, got := range map[string]string{
		"0 cases": Plural(0, "case"), "1 case": Plural(1, "case"), "2 more entries": Plural(2, "more entry"), "2 days": Plural(2, "day"),
		"2 statuses": Plural(2, "status"), "2 indexes": Plural(2, "index"), "2 properties": Plural(2, "property"), "2 branches": Plural(2, "branch"),
		"0 of 1 operation": Of(0, 1, "operation"), "1 of 2 operations": Of(1, 2, "operation"),
		"breaks": Verb(1, "break"), "break": Verb(0, "break"), "is": Verb(1, "be"), "are": Verb(2, "be"), "has": Verb(1, "have"), "have": Verb(3, "have"), "was": Verb(1, "were"),
		"3 cases in report.html": rest(3, 0, "case", "report.html"), "and 1 more case in report.html": rest(1, 2, "case", "report.html"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
