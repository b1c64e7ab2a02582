package cli

import (
	"slices"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

func TestOnlyWordsOfTheReportsAreExcepted(t *testing.T) {
	contract, err := loadContract()
	if err != nil {
		t.Fatal(err)
	}
	p, err := contract.plan("words", &connected{}, choice{mode: "read"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string][]string{"kibana": {"kibana"}, "zebras": nil, "hunter22": nil, "border": nil} {
		client, err := target.New(target.Config{BaseURL: "http://127.0.0.1:0", Credentials: target.Credentials{Full: target.Login{User: "elastic", Password: password}}})
		if err != nil {
			t.Fatal(err)
		}
		s := &sitting{contract: contract, plan: p, target: &connected{client: client}}
		if got := s.ownWords(); password != "border" && !slices.Equal(got, want) || password == "border" && len(got) == 0 {
			t.Errorf("%s: %v", password, got)
		}
	}
}
