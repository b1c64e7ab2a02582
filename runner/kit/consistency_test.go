package kit

import (
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// compared is a consistency case over the 401 of endpoints a.get, b.get, …
func compared(endpoints string) *plan.Case {
	c := &plan.Case{ID: "platform.consistency.unauthenticated", Level: "required", Step: -1, Ref: "about shapes"}
	for _, e := range strings.Fields(endpoints) {
		c.Over = append(c.Over, plan.Member{Endpoint: e, Step: e + ".no-credentials", Cause: "unauthenticated"})
	}
	return c
}

func TestConsistencyNamesTheOutlier(t *testing.T) {
	norm := said(401, boom(401, "Unauthorized"))
	more := said(401, `{"statusCode":401,"error":"Unauthorized","message":"no","detail":"x"}`)
	typed := said(401, `{"statusCode":"401","error":"Unauthorized","message":"no"}`)
	head := said(401, "")
	head.Exchange.Request.Method = "HEAD"
	cut := said(401, `{"statusCode"`)
	cut.Exchange.Failure = &recording.Failure{Kind: recording.FailedCut, Text: "cut"}
	for name, c := range map[string]struct {
		fourth  Answer
		outcome Outcome
		want    string // pointer and level of the violation
	}{
		"all answer in one shape":       {norm, Passed, ""},
		"one answers in another family": {said(401, siem(401, "no")), Failed, "required d.get"},
		"one has another type":          {typed, Failed, "required d.get"},
		"one answers a page":            {said(401, "<html>"), Failed, "required d.get"},
		"one answers nothing":           {said(401, ""), Failed, "required d.get"},
		"one has more members":          {more, Warned, "recommended d.get"},
		"one answers another status":    {said(403, siem(403, "no")), Passed, ""},
		"one is asked by HEAD":          {head, Passed, ""},
		"one is cut":                    {cut, Passed, ""},
		"one is blocked":                {Answer{Blocked: "preparation failed"}, Passed, ""},
		"one lacks its object":          {Answer{Lacking: "there is none"}, Passed, ""},
	} {
		answers := map[string]Answer{"a.get.no-credentials": norm, "b.get.no-credentials": norm, "c.get.no-credentials": norm, "d.get.no-credentials": c.fourth}
		judge := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(answers))
		v := judge.Decide(t.Context(), compared("a.get b.get c.get d.get"))
		var got []string
		for _, x := range v.Violations {
			got = append(got, x.Level.String()+" "+x.Pointer)
			if x.Rule != "shape-outlier" || x.Ref != "about shapes" {
				t.Errorf("%s: violation %+v", name, x)
			}
		}
		if v.Outcome != c.outcome || strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %s, %v, want %s, %s", name, v.Outcome, got, c.outcome, c.want)
		}
	}
}

func TestConsistencyNeedsTwoEndpoints(t *testing.T) {
	answer := said(401, boom(401, "Unauthorized"))
	for name, c := range map[string]struct {
		endpoints string
		answers   []string
	}{
		"two answers of one endpoint": {"a.get a.get", []string{"a.get"}},
		"one that has none":           {"a.get b.get", []string{"a.get"}},
		"none at all":                 {"a.get b.get", nil},
	} {
		answers := map[string]Answer{}
		for _, e := range c.answers {
			answers[e+".no-credentials"] = answer
		}
		judge := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(answers))
		if v := judge.Decide(t.Context(), compared(c.endpoints)); v.Outcome != Blocked || v.Reason == "" {
			t.Errorf("%s: got %s (%s)", name, v.Outcome, v.Reason)
		}
	}
}

// TestConsistencyComparesByFamily: the plan of the tiny contract compares the
// 401 of both endpoints, but not their 404, which have families of their own.
func TestConsistencyComparesByFamily(t *testing.T) {
	var ids []string
	for _, c := range tinyPlan(t).Cases {
		if c.Over != nil {
			ids = append(ids, c.ID)
		}
	}
	if !slices.Equal(ids, []string{"platform.consistency.unauthenticated"}) {
		t.Errorf("compares %v", ids)
	}
}

// TestConsistencyOfWhatTheTargetHas: an endpoint that is not there is missed by
// nobody, and excuses none that is.
func TestConsistencyOfWhatTheTargetHas(t *testing.T) {
	noRoute, thing, norm := said(404, boom(404, "Not Found")), said(200, "{}"), said(401, boom(401, "Unauthorized"))
	for name, c := range map[string]struct {
		a, b    Answer // of the plain requests
		outcome Outcome
	}{
		"neither is there":    {noRoute, noRoute, NotApplicable},
		"one is there":        {thing, noRoute, NotApplicable},
		"both answer badly":   {thing, thing, Blocked},
		"nobody knows of one": {thing, Answer{Blocked: "so"}, Blocked},
	} {
		k := compared("a.get b.get")
		for i := range k.Over {
			k.Over[i].Route = &plan.Route{Steps: []string{k.Over[i].Endpoint}}
		}
		answers := map[string]Answer{"a.get": c.a, "b.get": c.b, "a.get.no-credentials": norm, "b.get.no-credentials": noRoute}
		v := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(answers)).Decide(t.Context(), k)
		if v.Outcome != c.outcome {
			t.Errorf("%s: %s (%s), want %s", name, v.Outcome, v.Reason, c.outcome)
		}
	}
}
