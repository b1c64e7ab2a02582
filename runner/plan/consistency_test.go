package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

const strangers = "platform.consistency.unauthenticated"

func TestConsistency(t *testing.T) {
	c := small()
	p := build(t, c, everything(c))
	k := p.find(t, strangers)
	want := []Member{{Endpoint: "lists.find", Step: "lists.find.no-credentials", Cause: "unauthenticated"}, {Endpoint: "lists.update", Step: "lists.update.no-credentials", Cause: "unauthenticated"}}
	if !slices.Equal(k.Over, want) || k.Skip != nil || k.Flow != nil || k.Step != -1 {
		t.Errorf("got %+v", k)
	}
	if k.Title != "every endpoint answers in the same shape when the credentials are missing" || k.Level != "required" || k.Kind != "consistency" || k.Mode != "read" {
		t.Errorf("got %+v", k)
	}
	if !slices.Equal(k.Labels, []string{strangers, "area:platform", "endpoint:platform", "level:required", "mode:read", "kind:consistency"}) {
		t.Errorf("got %v", k.Labels)
	}
}

// Errors of the endpoints' own code are compared within one error shape.
func TestConsistencyByShape(t *testing.T) {
	refused := func(e *fixtures.Endpoint) { e.Cases[0].Expect = fixtures.Expect{Refused: "not-found"} }
	for _, r := range []struct {
		name   string
		change func(a, b *fixtures.Endpoint)
		want   string // id; empty when nothing can be compared
	}{
		{"two endpoints of one shape", func(a, b *fixtures.Endpoint) { refused(a) }, "platform.consistency.siem.not-found"},
		{"two endpoints of the other shape", func(a, b *fixtures.Endpoint) { refused(a); a.Errors, b.Errors = "boom", "boom" }, "platform.consistency.boom.not-found"},
		{"one endpoint of each shape", func(a, b *fixtures.Endpoint) { refused(a); a.Errors = "boom" }, ""},
		{"one endpoint twice", func(a, b *fixtures.Endpoint) {
			b.Cases = append(b.Cases, fixtures.Case{Kind: "input", Step: fixtures.Step{ID: "other", Title: "x", Expect: fixtures.Expect{Refused: "not-found"}}})
		}, ""},
		{"a neighbour's answer", func(a, b *fixtures.Endpoint) {
			refused(a)
			a.Cases[0].Request = &fixtures.Line{Method: "GET", Path: "/x"}
		}, ""},
		{"a cause that nobody knows", func(a, b *fixtures.Endpoint) {
			a.Cases[0].Expect = fixtures.Expect{Refused: "odd"}
			b.Cases[0].Expect = a.Cases[0].Expect
		}, ""},
		{"what a preparation is answered", func(a, b *fixtures.Endpoint) {
			a.Prepare = map[string]fixtures.Step{"none": {Expect: fixtures.Expect{Refused: "not-found"}}}
			a.Cases[0].Given = []string{"none"}
		}, ""},
	} {
		c := small()
		r.change(&c.Endpoints[0], &c.Endpoints[1])
		var got []string
		for _, k := range build(t, c, everything(c)).Cases {
			if k.Over != nil && k.ID != strangers {
				got = append(got, k.ID)
			}
		}
		if strings.Join(got, " ") != r.want {
			t.Errorf("%s: got %v, want %q", r.name, got, r.want)
		}
	}
}

func TestConsistencySettles(t *testing.T) {
	for _, r := range []struct {
		name   string
		change func(c *fixtures.Contract, o *Options)
		over   int
	}{
		{"all are sent", func(*fixtures.Contract, *Options) {}, 2},
		{"one is a write in mode read", func(_ *fixtures.Contract, o *Options) { o.Mode = "read" }, 1},
		{"one does not exist on the target", func(c *fixtures.Contract, o *Options) { c.Endpoints[0].Since = "9.2.0" }, 1},
		{"the filter leaves one", func(_ *fixtures.Contract, o *Options) { o.Cases = []string{"lists.find", "platform"} }, 1},
		{"the filter leaves none", func(_ *fixtures.Contract, o *Options) { o.Cases = []string{"platform", "lists.find.defaults"} }, 0},
	} {
		c := small()
		o := everything(c)
		r.change(c, &o)
		k := build(t, c, o).find(t, strangers)
		if len(k.Over) != r.over {
			t.Errorf("%s: over %v", r.name, k.Over)
		}
		skipped := k.Skip != nil && !k.Skip.NotApplicable && k.Skip.Reason == "fewer than two endpoints were asked for this kind of error"
		if skipped != (r.over < 2) {
			t.Errorf("%s: skip %+v", r.name, k.Skip)
		}
	}
	c := small()
	o := everything(c)
	o.Cases = []string{"lists"}
	for _, k := range build(t, c, o).Cases {
		if k.Over != nil {
			t.Error("a consistency case that was not selected is there:", k.ID)
		}
	}
}
