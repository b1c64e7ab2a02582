package flows

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// expect is what an operation answers when it does what it was asked: a success
// that is listed. Whatever else comes is judged by its own status.
func (b *builder) expect(o *openapi.Operation) fixtures.Expect {
	if e, ok := b.expects[o]; ok {
		return e
	}
	e := fixtures.Expect{Answers: map[string]string{}}
	var statuses []any
	medias := map[string]bool{}
	for _, r := range o.Responses {
		status := strings.ToUpper(r.Status)
		if status == "DEFAULT" {
			status = "default"
		}
		name := ""
		if r.Schema.Node != nil && isJSON(r.MediaType) {
			name = b.judgedBy(r.Schema)
		}
		if old, listed := e.Answers[status]; !listed || old == "" {
			e.Answers[status] = name
		}
		if !strings.HasPrefix(status, "2") {
			continue
		}
		if code, err := strconv.Atoi(status); err != nil {
			statuses = append(statuses, usual...)
		} else if !slices.Contains(statuses, any(code)) {
			statuses = append(statuses, code)
		}
		medias[r.MediaType] = true
	}
	if len(statuses) == 0 {
		statuses = usual
	}
	e.Status, e.Media = statuses, mediaOf(medias)
	b.expects[o] = e
	return e
}

// judgedBy is the name of a schema in the set that judges; empty where the
// document's was refused.
func (b *builder) judgedBy(s openapi.Schema) string {
	name := openapi.Prefix + "/" + s.Name
	if set := b.doc.Schemas(); set == nil || !set.Has(name) {
		return ""
	}
	return name
}

// usual are the successes of an operation that documents none.
var usual = []any{200, 201, 202, 204}

// mediaOf is empty when nothing but JSON is answered; the only other type; or any.
func mediaOf(medias map[string]bool) string {
	if len(medias) == 1 {
		for media := range medias {
			switch {
			case isJSON(media):
				return ""
			case media != "":
				return media
			}
		}
	}
	return "any"
}

// soft is an expectation of no status in particular: what comes is judged by its
// own.
func soft(e fixtures.Expect) fixtures.Expect {
	e.Status, e.Media = nil, "any"
	if len(e.Answers) == 0 {
		e.Answers = map[string]string{"default": ""}
	}
	return e
}
