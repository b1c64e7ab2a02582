package schemas

import (
	"encoding/json"
	"strings"
	"testing"
)

func definitionsOf(t *testing.T, text string) map[string]any {
	t.Helper()
	value, problem := Read([]byte(text))
	if problem != nil {
		t.Fatal(problem)
	}
	return value.(map[string]any)
}

func TestJudgeKnowsThePartsOfADocument(t *testing.T) {
	j, err := NewJudge(definitionsOf(t, `{"id":{"type":"string","minLength":2},"tree":{"type":"object","required":["id"],
		"properties":{"id":{"$ref":"#/definitions/id"},"below":{"type":"array","items":{"$ref":"#/definitions/tree"}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	tree := map[string]any{"$ref": "#/definitions/tree"}
	if err := j.Vet(tree); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ body, want string }{
		{`{"id":"ab"}`, ""},
		{`{"id":"ab","below":[{"id":"a"}]}`, "/below/0/id"},
		{`{"below":[]}`, "/id"},
	} {
		value, _ := Read([]byte(row.body))
		problems, err := j.Problems(tree, value)
		if err != nil || (len(problems) > 0) != (row.want != "") || row.want != "" && problems[0].Pointer != row.want {
			t.Errorf("%s: want a problem at %q, got %v, %v", row.body, row.want, problems, err)
		}
	}
	if problems, _ := j.Problems(false, json.Number("1")); len(problems) != 1 {
		t.Errorf("the schema false took a number")
	}
}

func TestJudgeRefusesWhatTheLintRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":{"type":"string","format":"nonempty"}}`: "format wants one of",
		`{"a":{"$ref":"#/definitions/b"}}`:            "leads nowhere",
		`{"a":{"$ref":"#/definitions/a"}}`:            "leads back to itself",
	} {
		if _, err := NewJudge(definitionsOf(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", text, want, err)
		}
	}
	j, err := NewJudge(map[string]any{})
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Vet(map[string]any{"$ref": "#/definitions/nowhere"}); err == nil {
		t.Error("a reference that leads nowhere was taken")
	}
}
