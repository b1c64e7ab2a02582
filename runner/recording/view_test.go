package recording

import "testing"

func TestPath(t *testing.T) {
	for url, want := range map[string]string{
		"http://h":               "/",
		"http://h/":              "/",
		"http://h?a=b":           "/?a=b",
		"http://h:1/a%2Fb?c=d#e": "/a%2Fb?c=d",
		"https://h/a//b":         "/a//b",
		"/a":                     "/a",
		"":                       "/",
	} {
		if got := (Exchange{Request: Request{URL: url}}).Path(); got != want {
			t.Errorf("%q: %q, want %q", url, got, want)
		}
	}
}

func TestQuery(t *testing.T) {
	query := func(url string) string { return Exchange{Request: Request{URL: url}}.Query().Encode() }
	if got := query("http://h/a?b=%20c&d=1&d=2"); got != "b=+c&d=1&d=2" {
		t.Error(got)
	}
	if got := query("http://h/a?b=%zz"); got != "" {
		t.Error(got)
	}
}

func TestJSON(t *testing.T) {
	answer := func(body string) Exchange { return Exchange{Response: &Response{Body: []byte(body)}} }
	if got := answer(`{"item":{"id":"x"},"list":[1,2]}`); got.JSON("item.id").String() != "x" || got.JSON("list.#").Int() != 2 || got.JSON("nope").Exists() {
		t.Error(got.JSON("item"))
	}
	for name, e := range map[string]Exchange{"no answer": {}, "no body": answer(""), "a broken body": answer(`{"item":{"id":"x"}`)} {
		if e.JSON("item.id").Exists() {
			t.Errorf("%s: a value was found", name)
		}
	}
}

func TestCompleteMeansAWholeAnswer(t *testing.T) {
	answer, failure := &Response{}, &Failure{}
	if !(Exchange{Response: answer}).Complete() || (Exchange{Failure: failure}).Complete() || (Exchange{Response: answer, Failure: failure}).Complete() {
		t.Error("an exchange is complete with an answer and without a failure, and not otherwise")
	}
}
