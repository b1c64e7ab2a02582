package rules

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// status: the HTTP status is one of those expected.
func (e Expectation) status(a *answer) []Violation {
	if len(e.Status) == 0 || slices.Contains(e.Status, a.Status) {
		return nil
	}
	want := make([]string, len(e.Status))
	for i, s := range e.Status {
		want[i] = fmt.Sprintf("%d %s", s, http.StatusText(s))
	}
	got := strings.TrimSpace(strconv.Itoa(a.Status) + " " + http.StatusText(a.Status))
	if message := a.message(); message != "" {
		got += " (" + short(message) + ")"
	}
	return []Violation{{Rule: "status-unexpected", Level: Required, Want: strings.Join(want, " or "), Got: got}}
}
