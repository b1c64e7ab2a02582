package esquery_test

import (
	"errors"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference/esquery"
)

func TestQueries(t *testing.T) {
	doc := map[string]any{
		"host.name": "flat", "score": 42.0, "n": 7,
		"user": map[string]any{"name": "ada", "roles": []any{"admin", "dev"}, "ids": []string{"1"}},
	}
	for _, row := range []struct {
		query string
		want  bool
	}{
		{`{"match_all":{}}`, true},
		{`{"match_none":{}}`, false},
		{`{"term":{"user.name":"ada"}}`, true},
		{`{"term":{"user.name":{"value":"bob"}}}`, false},
		{`{"term":{"host.name":"flat"}}`, true},
		{`{"term":{"user.roles":"dev","boost":2}}`, true},
		{`{"terms":{"user.ids":["2","1"]}}`, true},
		{`{"terms":{"user.name":["x"]}}`, false},
		{`{"match":{"user.name":{"query":"ada"}}}`, true},
		{`{"exists":{"field":"user.name"}}`, true},
		{`{"exists":{"field":"user.mail"}}`, false},
		{`{"prefix":{"user.name":"a"}}`, true},
		{`{"wildcard":{"user.name":{"value":"*d?"}}}`, true},
		{`{"range":{"score":{"gte":42,"lt":43}}}`, true},
		{`{"range":{"score":{"gt":42}}}`, false},
		{`{"range":{"score":{"lte":41}}}`, false},
		{`{"range":{"n":{"gte":8}}}`, false},
		{`{"range":{"user.name":{"lt":"aa"}}}`, false},
		{`{"bool":{"filter":[{"term":{"user.name":"ada"}}],"must_not":{"exists":{"field":"nope"}}}}`, true},
		{`{"bool":{"must":[{"match_all":{}}],"should":[{"match_none":{}}]}}`, true},
		{`{"bool":{"should":[{"match_none":{}}],"minimum_should_match":1}}`, false},
		{`{"bool":{"must_not":[{"match_all":{}}]}}`, false},
		{`{"bool":{}}`, true},
	} {
		q, err := esquery.Parse(row.query)
		if err != nil {
			t.Errorf("%s: %v", row.query, err)
			continue
		}
		if got := q(doc); got != row.want {
			t.Errorf("%s: got %v", row.query, got)
		}
	}
}

func TestWhatIsNoQuery(t *testing.T) {
	for _, row := range []struct {
		query string
		json  bool
	}{
		{`no`, false}, {``, false},
		{`7`, true}, {`{}`, true}, {`{"fly":{}}`, true}, {`{"term":7}`, true}, {`{"term":{}}`, true}, {`{"exists":{}}`, true},
		{`{"bool":{"perhaps":[]}}`, true}, {`{"bool":{"must":[{"fly":{}}]}}`, true}, {`{"term":{"a":1},"match_all":{}}`, true},
	} {
		_, err := esquery.Parse(row.query)
		if err == nil || errors.Is(err, esquery.ErrNotJSON) == row.json {
			t.Errorf("%s: got %v", row.query, err)
		}
	}
}

func TestLike(t *testing.T) {
	for _, row := range []struct {
		text, pattern string
		want          bool
	}{
		{"alpha", "alpha", true}, {"alpha", "a*a", true}, {"alpha", "*ph*", true}, {"alpha", "b*", false}, {"alpha", "alph", false},
		{"", "*", true}, {"alpha", "?lpha", true}, {"aab", "*ab", true}, {"a", "a?", false},
	} {
		if got := esquery.Like(row.text, row.pattern); got != row.want {
			t.Errorf("%q like %q: got %v", row.text, row.pattern, got)
		}
	}
}
