package play

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

func TestHarm(t *testing.T) {
	for body, want := range map[string]string{
		`{"is_default":true}`:                          "is_default",
		`{"a":[{"b":{"is_managed":true}}]}`:            "is_managed",
		`{"is_default":"true"}`:                        "is_default",
		`{"is_default":1}`:                             "is_default",
		`{"Is_Default":true}`:                          "Is_Default",
		`{"is_default":[]}`:                            "is_default",
		`{"is_default":{}}`:                            "is_default",
		`{"is_def\u0061ult":true}`:                     "is_default",
		`{"is_default":true,"is_default":false}`:       "is_default",
		`{"is_def\u0061ult":true,"is_default":false}`:  "is_default",
		`{"name":"x"} {"force":true}`:                  "force",
		`{"is_default": true`:                          "is_default",
		`{'has_fleet_server': true}`:                   "has_fleet_server",
		"is_default: yes":                              "is_default",
		"name=x&is_default=true":                       "is_default",
		`{"is_default":false,"is_managed":null}`:       "",
		`{"is_default":0,"force":"","is_internal":""}`: "",
		`{"not_is_default":true,"defaults":true}`:      "",
		`{"name":"is_default"}`:                        "",
		`["force", true]`:                              "",
		`{"is_default": `:                              "",
		"":                                             "",
		"\x1f\x8b\x08":                                 "",
	} {
		if got := aimOf(target.Request{Method: "POST", Path: "/", Body: []byte(body)}).harm; got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	for path, want := range map[string]string{
		"/api/x?force=true": "force", "/api/x?a=b&FORCE=1": "FORCE", "/api/x?f%6Frce=yes": "force",
		"/api/x?force=false": "", "/api/x?force=": "", "/api/force?forced=true": "",
	} {
		if got := aimOf(target.Request{Method: "DELETE", Path: path}).harm; got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
