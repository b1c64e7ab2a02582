package interop

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// objection is a violation, told by patterns over its parts; an empty pattern
// matches anything.
type objection struct{ cases, rule, pointer, want, got, why string }

func (o objection) String() string {
	return fmt.Sprintf("%s %s %s want %q got %q: %s", o.cases, o.rule, o.pointer, o.want, o.got, o.why)
}

func (o objection) matches(c reports.Case, v reports.Violation) bool {
	for _, part := range [][2]string{{o.cases, c.ID}, {o.rule, v.Rule}, {o.pointer, v.Pointer}, {o.want, v.Want}, {o.got, v.Got}} {
		if part[0] != "" && !regexp.MustCompile("^(?:"+part[0]+")$").MatchString(part[1]) {
			return false
		}
	}
	return true
}

func (o objection) in(cases []reports.Case) bool {
	for _, c := range cases {
		for _, v := range c.Violations {
			if o.matches(c, v) {
				return true
			}
		}
	}
	return false
}

// right is what Prism does as Kibana does, or has not done at all; whoever
// objects to it is wrong. Each row was read by hand.
var right = []objection{
	{cases: `platform\.consistency\..*`, rule: "shape-outlier", got: `\{error: string, message: string, statusCode: number\}.*`,
		why: "that is the documented shape (PlatformErrorResponse), however many endpoints answer another"},
	{cases: `roles\.delete\.gone\.leaves-the-list`, want: `"my_kibana_role".*`,
		why: "that is a role of Prism's list; the run deleted one of its own, and may speak of no other"},
	{cases: `lists\.find\.page-(word|fraction)`, rule: "status-unexpected|error-.*|message-unexpected|header-value",
		why: "the document's example of this error is what Kibana sends"},
	{cases: `lists\.find\.(no-credentials|credentials-before-.*)`, rule: "status-unexpected|error-.*|header-value",
		why: "the document's example of this error is complete"},
	{rule: "header-value", pointer: "(?i)content-type", got: `"application/json"`,
		why: "Kibana's handlers may leave out the charset"},
	{rule: "error-.*|schema-mismatch", pointer: "/errorType",
		why: "the document declares it, as optional"},
	{rule: "error-.*", pointer: "/attributes", got: "object.*",
		why: "any error may carry it"},
	{cases: `fleet\.epm\.verification_key_id\.get\..*`, rule: "schema-mismatch|value-unexpected",
		why: "any text is an id"},
	{rule: "no-answer|answer-incomplete|body-not-json|secret-leaked",
		why: "Prism answers everything whole, in JSON, and repeats no credentials"},
}

// flawed is where the document's own examples break its schemas, or where it
// allows what Kibana never sends. Everything else that Prism makes up from the
// document's schemas is valid, so no other schema-mismatch can be true.
var flawed = []objection{
	{cases: `fleet\.check_permissions\.get\..*`, pointer: "/error", why: "an error beside success: true"},
	{cases: `lists\.find\..*`, pointer: `/data/0/(@timestamp|created_at|updated_at)`, got: `.*\\n"`, why: "a line break after the date"},
	{cases: `roles\.delete\.gone\.(un)?listed`, pointer: "/1/elasticsearch/run_as", why: "an example without it"},
}

// fair checks that nothing is said against Prism that is not so.
func fair(t *testing.T, cases []reports.Case) {
	t.Helper()
	for _, complaint := range unfair(cases) {
		t.Error(complaint)
	}
}

// unfair lists them, each place of a case once.
func unfair(cases []reports.Case) []string {
	var out []string
	for _, c := range cases {
		said := map[string]bool{}
		add := func(v reports.Violation, why string) {
			if place := v.Rule + v.Pointer; !said[place] {
				said[place] = true
				out = append(out, fmt.Sprintf("%s: %s %s, want %s, got %s; but %s", c.ID, v.Rule, v.Pointer, v.Want, v.Got, why))
			}
		}
		for _, v := range c.Violations {
			for _, r := range right {
				if r.matches(c, v) {
					add(v, r.why)
				}
			}
			if v.Rule == "schema-mismatch" && !known(c, v) {
				add(v, "Prism made it from the document's schema")
			}
		}
	}
	return out
}

func known(c reports.Case, v reports.Violation) bool {
	for _, f := range flawed {
		if f.matches(c, v) {
			return true
		}
	}
	return false
}

// wrong is a sample of what Prism certainly does wrong, so that a run that
// objects to nothing is noticed.
var wrong = []objection{
	{cases: `endpointlist\.create\.idempotent\.first`, rule: "header-missing", pointer: "kbn-name", why: "Kibana sends it always"},
	{cases: `endpointlist\.create\.idempotent\.again`, rule: "value-unexpected", pointer: "@this", why: "the list exists"},
	{cases: `endpointlist\.create\.unknown-method`, rule: "status-unexpected", got: "405.*", why: "Kibana answers 404"},
	{cases: `lists\.find\.wrong-api-key`, rule: "status-unexpected", want: "401.*", got: "200.*", why: "the key opens nothing"},
	{cases: `fleet\.agent_policies\.get\.unknown`, rule: "status-unexpected", want: "404.*", got: "200.*", why: "there is no such policy"},
	{cases: `fleet\.agent_policies\.get\.reads`, rule: "value-unexpected", pointer: "/item/id", why: "another policy was asked for"},
	{cases: `fleet\.check_permissions\.get\.answers`, rule: "schema-mismatch", pointer: "/error", why: "an error beside success: true"},
	{cases: `fleet\.epm\.packages\.upload\.not-gzip`, rule: "status-unexpected", want: "400.*", got: "200.*", why: "it is no archive"},
	{cases: `entitystore\.entities\.list\.no-types`, rule: "status-unexpected", want: "400.*", got: "422.*", why: "Kibana answers 400"},
	{cases: `entitystore\.entities\.list\.no-credentials`, rule: "header-value", pointer: "content-type", got: `"application/problem\+json"`, why: "Kibana answers JSON"},
	{cases: `entitystore\.entities\.list\.no-credentials`, rule: "error-shape", pointer: "/statusCode", got: "nothing", why: "the error lacks it"},
	{cases: `detections\.signals_migration\.cleanup\.empty-list`, rule: "error-status", pointer: "/statusCode", got: "0", why: "the status is 400"},
}

// only checks that a case objects to nothing but by the given rule.
func only(t *testing.T, c reports.Case, rule string) {
	t.Helper()
	for _, v := range c.Violations {
		if v.Rule != rule {
			t.Errorf("%s got no answer, and yet: %s %s, want %s, got %s", c.ID, v.Rule, v.Pointer, v.Want, v.Got)
		}
	}
	if len(c.Violations) == 0 && c.Outcome != reports.Blocked {
		t.Errorf("%s got no answer and is %s without a violation", c.ID, c.Outcome)
	}
}

func TestAnUnfairObjectionIsNoticed(t *testing.T) {
	case1 := func(id, rule, pointer, want, got string) reports.Case {
		return reports.Case{ID: id, Violations: []reports.Violation{{Rule: rule, Pointer: pointer, Want: want, Got: got}}}
	}
	for _, c := range []reports.Case{
		case1("platform.consistency.unauthenticated", "shape-outlier", "lists.find", "{detail: string} as most endpoints", "{error: string, message: string, statusCode: number} from lists.find.no-credentials"),
		case1("roles.delete.gone.leaves-the-list", "set-wrong", "/*/name", `"my_kibana_role" not among them`, "it is listed"),
		case1("lists.find.page-word", "message-unexpected", "/message", "a text", `"another"`),
		case1("fleet.proxies.update.unknown", "header-value", "content-type", "a value", `"application/json"`),
		case1("fleet.agent_policies.get.reads", "schema-mismatch", "/item/agents", "number", "string"),
	} {
		if len(unfair([]reports.Case{c})) != 1 {
			t.Errorf("%s is not noticed", c.ID)
		}
	}
	fine := case1("lists.find.defaults.page", "schema-mismatch", "/data/0/created_at", "a date-time (RFC 3339)", `string "2025-01-08T04:47:34.273Z\n"`)
	if complaints := unfair([]reports.Case{fine}); len(complaints) > 0 {
		t.Error(strings.Join(complaints, "\n"))
	}
}
