package rules

import (
	"strings"
	"testing"
)

// A request made from a document: 200 and 400 are listed with schemas, 404 is
// listed without, 409 and 500 are not listed.
func TestDocumentedAnswers(t *testing.T) {
	const fits = `{"name":"x","size":1}`
	boom := func(status string) string {
		return `{"statusCode":` + status + `,"error":"Any","message":"no"}`
	}
	for name, c := range map[string]struct {
		wanted []int
		status int
		body   string
		want   string // rules with levels
	}{
		"the success that is listed":                         {[]int{200}, 200, fits, ""},
		"a success that does not fit":                        {[]int{200}, 200, `{}`, "schema-mismatch required"},
		"a success without its body":                         {[]int{200}, 200, ``, "body-not-json required"},
		"a success that is not listed":                       {[]int{200}, 204, ``, "status-unexpected recommended"},
		"a refusal that is listed and fits":                  {[]int{200}, 400, fits, "status-unexpected optional"},
		"a refusal that is listed and in the shape of all":   {[]int{200}, 400, boom("400"), "status-unexpected optional"},
		"a refusal that is listed and fits nothing":          {[]int{200}, 400, `[]`, "status-unexpected optional, schema-mismatch required"},
		"a refusal that is listed without a schema":          {[]int{200}, 404, boom("404"), "status-unexpected optional"},
		"a refusal that is not listed":                       {[]int{200}, 409, `{"status_code":409,"message":"no"}`, "status-unexpected optional"},
		"a refusal that is not listed, in a form of its own": {[]int{200}, 409, `{"oops":true}`, "status-unexpected optional, error-shape recommended"},
		"a refusal that tells another status":                {[]int{200}, 409, boom("500"), "status-unexpected optional, error-status recommended"},
		"a server that failed":                               {[]int{200}, 500, boom("500"), "status-unexpected recommended"},
		"a success that is an error":                         {[]int{200}, 201, boom("500"), "status-unexpected recommended, error-status recommended"},
		"a success that is an error of the other family":     {[]int{200}, 202, `{"status_code":400,"message":"no"}`, "status-unexpected recommended, error-status recommended"},
		"a success that speaks of a status":                  {[]int{200}, 202, `{"statusCode":200,"error":"","message":"yes"}`, "status-unexpected recommended"},
		"a success that tells of a failure and more":         {[]int{200}, 202, `{"status_code":500,"message":"some","rules_count":2}`, "status-unexpected recommended"},
		"a success that holds errors of its parts":           {[]int{200}, 202, `{"errors":[` + boom("404") + `]}`, "status-unexpected recommended"},
		"a redirect":                                            {[]int{200}, 302, ``, "status-unexpected recommended"},
		"a success where a refusal is due":                      {[]int{404}, 200, fits, "status-unexpected required"},
		"a refusal that is listed without a body":               {[]int{200}, 404, ``, "status-unexpected optional, body-not-json recommended"},
		"a success that does not fit where a refusal is due":    {[]int{404}, 200, `{}`, "status-unexpected required, schema-mismatch required"},
		"any status where none is wanted":                       {nil, 404, boom("404"), ""},
		"any status where none is wanted, in a form of its own": {nil, 409, `<html>`, "body-not-json required"},
	} {
		e := Expectation{Level: Required, Status: c.wanted, Answers: map[string]string{"200": "test/thing", "400": "test/thing", "404": ""}}
		x := answered(c.status, c.body, "Content-Type", "application/json")
		var got []string
		for _, v := range e.Judge(testSchemas(t), x) {
			if word := v.Rule + " " + v.Level.String(); len(got) == 0 || got[len(got)-1] != word {
				got = append(got, word)
			}
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: got %q, want %q", name, s, c.want)
		}
	}
}
