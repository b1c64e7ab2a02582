package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

func TestBadOptions(t *testing.T) {
	for _, r := range []struct {
		name   string
		change func(*Options)
		want   string
	}{
		{"no mode", func(o *Options) { o.Mode = "" }, `mode "" is none of read, write`},
		{"an unknown mode", func(o *Options) { o.Mode = "Read" }, `mode "Read" is none of read, write`},
		{"an unknown consent", func(o *Options) { o.Allow = []string{"everything"} }, `allow "everything" is none of one, two`},
		{"a version that is none", func(o *Options) { o.Version = "latest" }, `version "latest" of the target: want a form like 9.1.0`},
		{"a version of four parts", func(o *Options) { o.Version = "9.1.0.1" }, `version "9.1.0.1" of the target`},
		{"a run id with a hyphen", func(o *Options) { o.Run = "a-b" }, `run id "a-b": want small letters and digits`},
		{"a run id in capitals", func(o *Options) { o.Run = "AB" }, `run id "AB": want small letters and digits`},
	} {
		c := small()
		c.Endpoints[1].Allow, c.Endpoints[1].Cases[0].Allow = []string{"two"}, []string{"one", "two"}
		o := everything(c)
		r.change(&o)
		if p, err := Build(c, o); err == nil || p != nil || !strings.Contains(err.Error(), r.want) {
			t.Errorf("%s: got %v, want %s", r.name, err, r.want)
		}
	}
}

// gates asks the one case lists.find.defaults.
func gates(t *testing.T, change func(e *fixtures.Endpoint, k *fixtures.Case, o *Options)) *Skip {
	t.Helper()
	c := small()
	o := everything(c)
	change(&c.Endpoints[0], &c.Endpoints[0].Cases[0], &o)
	return build(t, c, o).find(t, "lists.find.defaults").Skip
}

func TestVersionGates(t *testing.T) {
	for _, r := range []struct {
		version, since, until string
		want                  string // why it is not applicable; empty when it is
	}{
		{"8.12.0", "8.12.0", "", ""},
		{"8.11.9", "8.12.0", "", "exists since 8.12.0, the target is 8.11.9"},
		{"8.12.0-SNAPSHOT", "8.12.0", "", ""},
		{"8.12.0-rc1", "8.12.0", "", ""},
		{"8.12.1", "8.12.0", "8.17.0", ""},
		{"8.16.99", "", "8.17.0", ""},
		{"8.17.0", "", "8.17.0", "exists until 8.17.0, the target is 8.17.0"},
		{"8.17.0-SNAPSHOT", "", "8.17.0", "exists until 8.17.0, the target is 8.17.0"},
		{"8.17.0", "8.17.0", "9.1.0", ""},
		{"9.0.99", "8.17.0", "9.1.0", ""},
		{"9.1.0", "8.17.0", "9.1.0", "exists until 9.1.0, the target is 9.1.0"},
		{"9.1.0", "9.1.0", "", ""},
		{"9.0.5", "8.19.0 and 9.1.0", "", "exists since 8.19.0 and 9.1.0, the target is 9.0.5"},
		{"8.19.3", "8.19.0 and 9.1.0", "", ""},
		{"9.5.0-SNAPSHOT", "9.5.0", "", ""},
		{"9.5.0-SNAPSHOT", "9.5.1", "", "exists since 9.5.1, the target is 9.5.0"},
		{"10.0.0", "9.1.0", "10.0.0", "exists until 10.0.0, the target is 10.0.0"},
		{"", "9.1.0", "", ""},
		{"", "9.2.0", "", "exists since 9.2.0, the target is 9.1.0"},
		{"9.1", "9.1.0", "9.2.0", ""},
	} {
		for place, change := range map[string]func(*fixtures.Endpoint, *fixtures.Case){
			"endpoint": func(e *fixtures.Endpoint, _ *fixtures.Case) { e.Since, e.Until = r.since, r.until },
			"case":     func(_ *fixtures.Endpoint, k *fixtures.Case) { k.Since, k.Until = r.since, r.until },
		} {
			got := gates(t, func(e *fixtures.Endpoint, k *fixtures.Case, o *Options) { o.Version = r.version; change(e, k) })
			if r.want == "" && got != nil || r.want != "" && (got == nil || !got.NotApplicable || got.Reason != r.want) {
				t.Errorf("%s since %q until %q on %q: got %+v", place, r.since, r.until, r.version, got)
			}
		}
	}
}

func TestFlavourGates(t *testing.T) {
	for _, r := range []struct{ target, holds, want string }{
		{"", "", ""},
		{"serverless", "", ""},
		{"", "traditional", ""},
		{"traditional", "traditional", ""},
		{"serverless", "serverless", ""},
		{"", "serverless", "holds for serverless builds, the target is traditional"},
		{"serverless", "traditional", "holds for traditional builds, the target is serverless"},
	} {
		got := gates(t, func(_ *fixtures.Endpoint, k *fixtures.Case, o *Options) { o.Flavour, k.Flavour = r.target, r.holds })
		if r.want == "" && got != nil || r.want != "" && (got == nil || !got.NotApplicable || got.Reason != r.want) {
			t.Errorf("%q on %q: got %+v", r.holds, r.target, got)
		}
	}
}

func TestConsents(t *testing.T) {
	c := small()
	c.Endpoints[0].Allow = []string{"b"}
	c.Endpoints[1].Cases[0].Allow = []string{"c", "a"}
	if got := Consents(c); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Error(got)
	}
	if got := Consents(&fixtures.Contract{}); len(got) != 0 {
		t.Error(got)
	}
}

func TestSkips(t *testing.T) {
	const reads, writes = "lists.find.defaults", "lists.update.unknown"
	for _, r := range []struct {
		name   string
		change func(c *fixtures.Contract, o *Options)
		id     string
		want   string
	}{
		{"a read in mode read", func(_ *fixtures.Contract, o *Options) { o.Mode = "read" }, reads, ""},
		{"a write in mode read", func(_ *fixtures.Contract, o *Options) { o.Mode = "read" }, writes, "it writes, and the mode is read (--mode write sends it)"},
		{"a write in mode write", func(*fixtures.Contract, *Options) {}, writes, ""},
		{"a read that needs a write first", func(c *fixtures.Contract, o *Options) {
			o.Mode = "read"
			c.Endpoints[1].Cases[0].Mode, c.Endpoints[1].Cases[0].Given = "read", []string{"list"}
		}, writes, "it writes, and the mode is read (--mode write sends it)"},
		{"a write without the endpoint's consent", func(c *fixtures.Contract, o *Options) { c.Endpoints[1].Allow = []string{"x"} }, writes, "it needs your consent (--allow x)"},
		{"a write without the case's consent", func(c *fixtures.Contract, o *Options) { c.Endpoints[1].Cases[0].Allow = []string{"x"} }, writes, "it needs your consent (--allow x)"},
		{"a write with one of two consents", func(c *fixtures.Contract, o *Options) {
			c.Endpoints[1].Allow, c.Endpoints[1].Cases[0].Allow, o.Allow = []string{"x"}, []string{"y"}, []string{"x"}
		}, writes, "it needs your consent (--allow y)"},
		{"a write with consent", func(c *fixtures.Contract, o *Options) { c.Endpoints[1].Allow, o.Allow = []string{"x"}, []string{"x"} }, writes, ""},
		{"a read needs no consent", func(c *fixtures.Contract, o *Options) { c.Endpoints[0].Allow = []string{"x"} }, reads, ""},
		{"an obligation that writes needs the endpoint's consent", func(c *fixtures.Contract, o *Options) { c.Endpoints[1].Allow = []string{"x"} }, "lists.update.no-credentials", "it needs your consent (--allow x)"},
		{"a read by nobody in particular, whom nobody gave", func(c *fixtures.Contract, o *Options) {
			o.Unprivileged, c.Endpoints[0].Cases[0].Send.Credentials = false, "unprivileged"
		}, reads, "it needs a credential without privileges (--unprivileged-api-key-file)"},
		{"a write by nobody in particular, whom nobody gave", func(c *fixtures.Contract, o *Options) {
			o.Unprivileged, c.Endpoints[1].Cases[0].Send.Credentials = false, "unprivileged"
		}, writes, "it needs a credential without privileges (--unprivileged-api-key-file)"},
		{"a read by nobody in particular", func(c *fixtures.Contract, o *Options) { c.Endpoints[0].Cases[0].Send.Credentials = "unprivileged" }, reads, ""},
	} {
		c := small()
		o := everything(c)
		r.change(c, &o)
		p := build(t, c, o)
		k := p.find(t, r.id)
		if r.want == "" && k.Skip != nil || r.want != "" && (k.Skip == nil || k.Skip.NotApplicable || k.Skip.Reason != r.want) {
			t.Errorf("%s: got %+v, want %q", r.name, k.Skip, r.want)
		}
		if sent := slices.Contains(p.Flows, k.Flow); sent != (r.want == "") {
			t.Errorf("%s: sent is %v", r.name, sent)
		}
	}
}

// What does not exist on the target is not applicable, whatever else is missing.
func TestNotApplicableComesFirst(t *testing.T) {
	got := gates(t, func(_ *fixtures.Endpoint, k *fixtures.Case, o *Options) {
		k.Since, k.Mode, k.Allow, o.Mode, o.Allow = "9.2.0", "write", []string{"x"}, "read", []string{"x"}
	})
	if got == nil || !got.NotApplicable {
		t.Error(got)
	}
}
