package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestOutliers(t *testing.T) { sayAll(t, outlierRows()) }

const (
	boomBody = `{"statusCode": 401, "error": "Unauthorized", "message": "no"}`
	siemBody = `{"status_code": 401, "message": "no"}`
	boomText = "{error: string, message: string, statusCode: number}"
)

// samples are bodies of the endpoints a, b, c, … in turn.
func samples(bodies ...string) []Sample {
	var out []Sample
	for i, b := range bodies {
		endpoint := string(rune('a' + i))
		out = append(out, Sample{Endpoint: endpoint, Step: endpoint + ".step", Body: []byte(b)})
	}
	return out
}

func outlierRows() []said {
	of := func(bodies ...string) []Violation { return Outliers(samples(bodies...)) }
	outlier := func(level, endpoint, got string) string {
		return fmt.Sprintf("%s shape-outlier %s: want %s as other endpoints, got %s from %s.step", level, endpoint, boomText, got, endpoint)
	}
	return []said{
		{"no samples have no outlier", of(), ""},
		{"one endpoint is its own norm", of(`{"x": 1}`), ""},
		{"equal shapes have no outlier", of(boomBody, `{"message": "other", "error": "x", "statusCode": 404.0}`), ""},
		{"attributes do not count", of(boomBody, boomBody, `{"statusCode": 400, "error": "", "message": "", "attributes": {"a": 1}}`), ""},
		{"a member less is an outlier", of(boomBody, `{"statusCode": 401, "message": ""}`, boomBody), outlier("required", "b", "{message: string, statusCode: number}")},
		{"a member of another type is an outlier", of(boomBody, boomBody, `{"statusCode": "401", "error": "", "message": ""}`),
			outlier("required", "c", "{error: string, message: string, statusCode: string}")},
		{"a member more weighs less", of(boomBody, boomBody, `{"statusCode": 1, "error": "", "message": "", "x": [], "y": true}`),
			outlier("recommended", "c", "{error: string, message: string, statusCode: number, x: array, y: boolean}")},
		{"null is a type of its own", of(boomBody, boomBody, `{"statusCode": 1, "error": "", "message": null}`),
			outlier("required", "c", "{error: string, message: null, statusCode: number}")},
		{"HTML is an outlier", of(boomBody, "<html>", boomBody), outlier("required", "b", "no JSON object")},
		{"so is an empty body", of(boomBody, "", boomBody), outlier("required", "b", "no JSON object")},
		{"and a list", of(boomBody, "[]", boomBody), outlier("required", "b", "no JSON object")},
		{"and a key that comes twice", of(boomBody, boomBody, `{"statusCode": 1, "error": "", "message": "", "message": ""}`), outlier("required", "c", "no JSON object")},
		{"HTML from most endpoints is not the norm", of(boomBody, "<html>", "<html>"), outlier("required", "b", "no JSON object") + "\n" + outlier("required", "c", "no JSON object")},
		{"nor where no shape is documented", of(`{"a": 1}`, "<html>", "<html>"), "required shape-outlier b: want {a: number} as other endpoints, got no JSON object from b.step\n" +
			"required shape-outlier c: want {a: number} as other endpoints, got no JSON object from c.step"},
		{"HTML from all endpoints is nothing to compare", of("<html>", "x"), ""},
		{"errorType does not count", of(boomBody, boomBody, `{"statusCode": 400, "error": "", "message": "", "errorType": "x"}`), ""},
		{"a documented shape is right even against most endpoints", of(`{"x": 1}`, boomBody, `{"x": 1}`), outlier("required", "a", "{x: number}") + "\n" + outlier("required", "c", "{x: number}")},
		{"of two documented shapes most endpoints decide", of(siemBody, boomBody, boomBody), outlier("required", "a", "{message: string, status_code: number}")},
		{"of undocumented shapes most endpoints decide", of(`{"a": 1}`, `{"b": 1}`, `{"b": 1}`), "required shape-outlier a: want {b: number} as other endpoints, got {a: number} from a.step"},
		{"a tie goes to the documented shape", of(`{"a": 1}`, boomBody), outlier("required", "a", "{a: number}")},
		{"a tie goes to the documented shape in either order", of(boomBody, `{"a": 1}`), outlier("required", "b", "{a: number}")},
		{"a tie of two documented shapes goes to the first by its words", of(siemBody, boomBody), outlier("required", "a", "{message: string, status_code: number}")},
		{"a tie of undocumented shapes goes to the first by its words", of(`{"b": 1}`, `{"a": 1}`),
			"required shape-outlier a: want {a: number} as other endpoints, got {b: number} from a.step"},
		{"endpoints vote, not answers", Outliers(append(samples(boomBody, boomBody), Sample{"c", "c.1", []byte(`{}`)}, Sample{"c", "c.2", []byte(`{}`)}, Sample{"c", "c.3", []byte(`{}`)})),
			fmt.Sprintf("required shape-outlier c: want %[1]s as other endpoints, got {} from c.1\nrequired shape-outlier c: want %[1]s as other endpoints, got {} from c.2\n"+
				"required shape-outlier c: want %[1]s as other endpoints, got {} from c.3", boomText)},
		{"a key cannot pass for several", of(`{"a": "", "b": 1}`, `{"a": "", "b": 1}`, `{"a: string, b": 1}`),
			`required shape-outlier c: want {a: string, b: number} as other endpoints, got {"a: string, b": number} from c.step`},
	}
}

// planted are error bodies of many endpoints, some of which are given another
// shape; the steps of those are returned as well.
func planted(seed uint64, endpoints, bodies, outliers int) (all []Sample, wrong map[string]bool) {
	r := rand.New(rand.NewPCG(seed, 7))
	others := []string{
		siemBody, `{"statusCode": 401, "error": "Unauthorized"}`, `{"statusCode": 401, "message": "no"}`, `{"error": "Unauthorized", "message": "no"}`,
		`{"statusCode": "401", "error": "Unauthorized", "message": "no"}`, `{"statusCode": 401, "error": {}, "message": "no"}`, `{"statusCode": 401, "error": "", "message": ["no"]}`,
		`{"statusCode": 401, "error": "", "message": "", "code": 7}`, `<html>`, ``, `[]`, `null`, `{`, `{"error": {"statusCode": 401, "error": "", "message": ""}}`,
		`{"statusCode": 401, "error": "", "message": null}`, `{"StatusCode": 401, "error": "", "message": ""}`, "\xef\xbb\xbf" + boomBody,
	}
	right := []string{boomBody, `{"message":"x","statusCode":401.0,"error":""}`, `{"statusCode": 401, "error": "", "message": "", "attributes": {"a": [1]}}`}
	wrong = map[string]bool{}
	for i := range bodies {
		s := Sample{Endpoint: fmt.Sprintf("endpoint-%d", i%endpoints), Step: fmt.Sprintf("step-%d", i), Body: []byte(right[r.IntN(len(right))])}
		if i < outliers {
			s.Body = []byte(others[i%len(others)])
			wrong[s.Step] = true
		}
		all = append(all, s)
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all, wrong
}

func TestPlantedOutliersAreAllFound(t *testing.T) {
	for _, r := range []struct{ endpoints, bodies, outliers int }{{12, 500, 30}, {50, 500, 30}, {500, 500, 30}, {70, 500, 0}, {3, 6, 1}} {
		for seed := range uint64(20) {
			all, wrong := planted(seed, r.endpoints, r.bodies, r.outliers)
			found := Outliers(all)
			for _, s := range all {
				hit := slices.ContainsFunc(found, func(v Violation) bool {
					return v.Pointer == s.Endpoint && v.Got == shapeOf(s.Body).words()+" from "+s.Step
				})
				if hit != wrong[s.Step] {
					t.Errorf("seed %d: %s %s is found: %v", seed, s.Step, s.Body, hit)
				}
			}
			if len(found) != r.outliers {
				t.Errorf("seed %d: %d of %d found", seed, len(found), r.outliers)
			}
		}
	}
}

func TestOutliersDoNotDependOnTheOrder(t *testing.T) {
	some, _ := planted(3, 20, 200, 60)
	for _, all := range [][]Sample{some, samples(`{"a": 1}`, `{"b": 1}`, `{"c": 1}`, `{"d": 1}`, "<html>")} {
		want := Outliers(all)
		r := rand.New(rand.NewPCG(1, 1))
		for range 50 {
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			if !slices.Equal(Outliers(all), want) {
				t.Fatal("another order gave another result")
			}
		}
	}
}
