// Package announce tells which changes of behaviour the OpenAPI documents of two
// versions announce. What they do not announce is what the reader of a
// comparison has to see first. It compares documents (with oasdiff), not answers.
package announce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"

	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// Documents are the changes between two documents.
type Documents struct {
	changes []*change
}

// change is one difference of the documents that concerns an operation.
type change struct {
	op       compare.Operation
	id       string
	args     []string
	breaking bool
	text     string
	seen     bool // some behaviour shows it
}

// Between compares two documents.
func Between(before, after *openapi.Document) (*Documents, error) {
	b, err := rebuild(before, "before")
	if err != nil {
		return nil, err
	}
	a, err := rebuild(after, "after")
	if err != nil {
		return nil, err
	}
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), b, a)
	if err != nil {
		return nil, fmt.Errorf("comparing the documents: %w", err)
	}
	d := &Documents{}
	words := checker.NewDefaultLocalizer()
	for _, c := range checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()), report, sources, checker.INFO) {
		if c.GetPath() == "" {
			continue
		}
		n := &change{op: compare.Operation{Method: c.GetOperation(), Path: c.GetPath()}, id: c.GetId(), breaking: c.GetLevel() == checker.ERR, text: c.GetUncolorizedText(words)}
		for _, arg := range c.GetArgs() {
			n.args = append(n.args, fmt.Sprint(arg))
		}
		d.changes = append(d.changes, n)
	}
	return d, nil
}

// Operations are those of both documents, by which exchanges are named.
func Operations(documents ...*openapi.Document) []compare.Operation {
	var out []compare.Operation
	for _, d := range documents {
		for _, o := range d.Operations {
			op := compare.Operation{Method: o.Method, Path: o.Path}
			if !slices.ContainsFunc(out, op.Same) {
				out = append(out, op)
			}
		}
	}
	return out
}

// Of says where the documents announce a change of behaviour; empty when they
// do not.
func (d *Documents) Of(x compare.Shown) string {
	for _, c := range d.changes {
		if c.op.Same(x.Operation) && c.announces(x) {
			c.seen = true
			return c.text
		}
	}
	return ""
}

// Unseen lists the breaking changes of the documents that no behaviour showed.
func (d *Documents) Unseen() []string {
	var out []string
	for _, c := range d.changes {
		if c.breaking && !c.seen {
			out = append(out, c.op.String()+": "+c.text)
		}
	}
	return out
}

// Count is how many changes the documents announce.
func (d *Documents) Count() int { return len(d.changes) }

// announces joins the two vocabularies.
func (c *change) announces(x compare.Shown) bool {
	was, is, _ := strings.Cut(x.Status, " → ")
	switch x.Rule {
	case "success-lost":
		switch {
		case strings.HasPrefix(c.id, "api-removed") || strings.HasPrefix(c.id, "api-path-removed"):
			return is == "404" || is == "405" || is == "410"
		case strings.HasPrefix(c.id, "api-security") && (is == "401" || is == "403"):
			return true
		case c.id == "response-success-status-removed":
			return c.names(was)
		}
		return is == "400" && c.breaking && (strings.HasPrefix(c.id, "request-") || strings.HasPrefix(c.id, "new-required-"))
	case "success-status-changed", "redirect-appeared":
		return c.id == "response-success-status-removed" && c.names(was) || c.id == "response-success-status-added" && c.names(is) ||
			c.id == "response-non-success-status-added" && c.names(is)
	case "absence-changed", "refusal-changed":
		return c.id == "response-non-success-status-removed" && c.names(was) || c.id == "response-non-success-status-added" && c.names(is)
	case "refusal-lifted":
		return !c.breaking && (strings.HasPrefix(c.id, "request-") || strings.HasPrefix(c.id, "new-optional-")) && was == "400"
	case "deprecation-announced":
		return strings.HasPrefix(c.id, "endpoint-deprecated")
	case "media-type-changed", "body-lost":
		return strings.HasPrefix(c.id, "response-media-type") && (len(c.args) == 0 || c.names(x.Before) || c.names(x.After) || c.names(was))
	case "value-changed":
		return strings.Contains(c.id, "default-value") && c.names(x.Place[strings.LastIndexByte(x.Place, '/')+1:])
	}
	return c.concerns(x.Rule, x.After) && c.at(x.Place) && c.names(was)
}

// concerns reports whether the document speaks of the kind of change that a
// member of an answer shows.
func (c *change) concerns(rule, after string) bool {
	begins := func(prefixes ...string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(c.id, p) })
	}
	switch rule {
	case "field-vanished", "object-emptied":
		return begins("response-required-property-removed", "response-optional-property-removed")
	case "field-sometimes-absent", "null-left-out", "error-member-vanished":
		return begins("response-required-property-removed", "response-optional-property-removed", "response-property-became-optional")
	case "field-nullable", "field-always-null":
		return begins("response-property-became-nullable", "response-property-type", "response-property-list-of-types")
	case "field-added", "field-added-null", "field-more-often", "null-filled", "object-filled", "error-member-added":
		return begins("response-required-property-added", "response-optional-property-added", "response-property-became-required", "response-property-became-not-nullable")
	case "type-changed", "integer-to-fraction", "format-changed", "error-member-changed":
		return begins("response-property-type", "response-property-list-of-types", "response-property-any-of", "response-property-one-of", "response-property-pattern", "response-body-type")
	case "enum-new-value":
		return begins("response-property-enum-value-added") && c.names(strings.Trim(after, `"`))
	}
	return false
}

func (c *change) names(what string) bool { return slices.Contains(c.args, what) }

// at reports whether one of the arguments is the path of a member: in the words
// of the differ, "items" and "additionalProperties" lead into lists and maps.
func (c *change) at(pointer string) bool {
	want := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	return slices.ContainsFunc(c.args, func(arg string) bool {
		var path []string
		for segment := range strings.SplitSeq(strings.TrimPrefix(arg, "/"), "/") {
			if !strings.ContainsAny(segment, "[") {
				path = append(path, segment)
			}
		}
		return slices.EqualFunc(path, want, func(got, want string) bool {
			return got == want || want == "*" && (got == "items" || got == "additionalProperties")
		})
	})
}
