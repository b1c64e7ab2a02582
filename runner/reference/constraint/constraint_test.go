package constraint_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

func decode(t *testing.T, text string) any {
	t.Helper()
	if text == "" {
		return constraint.Missing{}
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func sample() *constraint.Schema {
	return constraint.Obj(
		constraint.Req("name", constraint.Str().Long(1, 5)),
		constraint.Opt("host", constraint.Formatted(constraint.HTTPURI)),
		constraint.Def("on", false, constraint.Bool()),
		constraint.Opt("port", constraint.Num().AtLeast(0).AtMost(10)),
		constraint.Opt("whole", constraint.Int()),
		constraint.Opt("mode", constraint.Enum("a", "b")),
		constraint.Opt("tags", constraint.List(constraint.Str()).Sized(1, 2)),
		constraint.Opt("headers", constraint.Dict(constraint.Either(constraint.Str(), constraint.Bool())).OrNull()),
		constraint.Opt("free", constraint.Free()),
		constraint.Opt("space", constraint.Formatted(constraint.Namespace)),
		constraint.Opt("proxy", constraint.Formatted(constraint.ProxyURL)),
	)
}

func TestConfigSchema(t *testing.T) {
	for _, row := range []struct{ in, want, err string }{
		{`{"name":"x"}`, `{"name":"x","on":false}`, ""},
		{`{"name":"x","on":"TRUE","port":"7","tags":"[\"t\"]","headers":null,"free":[1]}`,
			`{"name":"x","on":true,"port":7,"tags":["t"],"headers":null,"free":[1]}`, ""},
		{`"{\"name\":\"x\"}"`, `{"name":"x","on":false}`, ""},
		{`{}`, "", "[body.name]: expected value of type [string] but got [undefined]"},
		{`{"name":null}`, "", "[body.name]: expected value of type [string] but got [null]"},
		{`{"name":[]}`, "", "[body.name]: expected value of type [string] but got [Array]"},
		{`{"name":{}}`, "", "[body.name]: expected value of type [string] but got [Object]"},
		{`{"name":""}`, "", "[body.name]: value has length [0] but it must have a minimum length of [1]."},
		{`{"name":"abcdef"}`, "", "[body.name]: value has length [6] but it must have a maximum length of [5]."},
		{`{"name":"x","zz":1,"aa":2}`, "", "[body.aa]: definition for this key is missing"},
		{`{"name":7,"aa":2}`, "", "[body.name]: expected value of type [string] but got [number]"},
		{`{"name":"x","host":"ftp://h"}`, "", "[body.host]: expected URI with scheme [http|https]."},
		{`{"name":"x","host":"nowhere"}`, "", "[body.host]: value must be a valid URI (see RFC 3986)."},
		{`{"name":"x","on":"yes"}`, "", "[body.on]: expected value of type [boolean] but got [string]"},
		{`{"name":"x","port":11}`, "", "[body.port]: Value must be equal to or lower than [10]."},
		{`{"name":"x","port":-1}`, "", "[body.port]: Value must be equal to or greater than [0]."},
		{`{"name":"x","port":"x"}`, "", "[body.port]: expected value of type [number] but got [string]"},
		{`{"name":"x","whole":1.5}`, "", "[body.whole]: expected value to be an integer but got [1.5]"},
		{`{"name":"x","mode":"c"}`, "", "[body.mode]: types that failed validation:\n- [body.mode.0]: expected value to equal [a]\n- [body.mode.1]: expected value to equal [b]"},
		{`{"name":"x","tags":[]}`, "", "[body.tags]: array size is [0], but cannot be smaller than [1]"},
		{`{"name":"x","tags":["a","b","c"]}`, "", "[body.tags]: array size is [3], but cannot be greater than [2]"},
		{`{"name":"x","tags":[1]}`, "", "[body.tags.0]: expected value of type [string] but got [number]"},
		{`{"name":"x","tags":"t"}`, "", "[body.tags]: could not parse array value from json input"},
		{`{"name":"x","tags":7}`, "", "[body.tags]: expected value of type [array] but got [number]"},
		{`{"name":"x","headers":{"k":1}}`, "", "[body.headers.k]: types that failed validation:*"},
		{`{"name":"x","headers":7}`, "", "[body.headers]: expected a plain object value, but found [number] instead."},
		{`{"name":"x","space":"Upper"}`, "", "[body.space]: Namespace must be lowercase"},
		{`{"name":"x","space":"a b"}`, "", "[body.space]: Namespace contains invalid characters"},
		{`{"name":"x","proxy":"socks5://h:1"}`, `{"name":"x","on":false,"proxy":"socks5://h:1"}`, ""},
		{`{"name":"x","proxy":"socks5:// "}`, "", "[body.proxy]: Invalid URL"},
		{`null`, "", "[body]: expected a plain object value, but found [null] instead."},
		{`"text"`, "", "[body]: could not parse object value from json input"},
		{``, "", "[body]: expected a plain object value, but found [undefined] instead."},
	} {
		got, err := constraint.CheckConfigSchema(sample(), "body", decode(t, row.in))
		judge(t, row.in, row.want, row.err, got, err)
	}
}

func TestZod(t *testing.T) {
	query := constraint.Open(
		constraint.Def("page", 1.0, constraint.Int().FromText().AtLeast(1)),
		constraint.Opt("per_page", constraint.Int().FromText().AtMost(10)),
		constraint.Opt("order", constraint.Enum("asc", "desc")),
		constraint.Opt("flag", constraint.Bool().FromText()),
		constraint.Opt("cursor", constraint.Formatted(constraint.NotBlank)),
		constraint.Opt("name", constraint.Str().Long(1, 3)),
		constraint.Opt("meta", constraint.Dict(constraint.Str()).OrNull()),
		constraint.Opt("either", constraint.Either(constraint.Str(), constraint.Num())),
		constraint.Req("types", constraint.List(constraint.Enum("user", "host")).FromText().Sized(1, 2)),
	)
	for _, row := range []struct{ in, want, err string }{
		{`{"types":"user,host","surprise":1}`, `{"page":1,"types":["user","host"]}`, ""},
		{`{"types":["user"],"page":"3","flag":"true","meta":null,"either":2}`, `{"page":3,"flag":true,"types":["user"],"meta":null,"either":2}`, ""},
		{`{"types":["user"],"page":""}`, "", "[query]: page: Number must be greater than or equal to 1"},
		{`{}`, "", "[query]: types: Required"},
		{`{"page":"abc","types":"car"}`, "", "[query]: page: Expected number, received nan, types.0: Invalid enum value. Expected 'user' | 'host', received 'car'"},
		{`{"page":"1.5","types":"user"}`, "", "[query]: page: Expected integer, received float"},
		{`{"page":["1","2"],"types":"user"}`, "", "[query]: page: Expected number, received nan"},
		{`{"per_page":"11","types":"user"}`, "", "[query]: per_page: Number must be less than or equal to 10"},
		{`{"order":["asc","asc"],"types":"user"}`, "", "[query]: order: Expected string, received array"},
		{`{"flag":"maybe","types":"user"}`, "", "[query]: flag: Expected boolean, received string"},
		{`{"cursor":" ","types":"user"}`, "", "[query]: cursor: No empty strings allowed"},
		{`{"name":"","types":"user"}`, "", "[query]: name: String must contain at least 1 character(s)"},
		{`{"name":"abcd","types":"user"}`, "", "[query]: name: String must contain at most 3 character(s)"},
		{`{"meta":7,"types":"user"}`, "", "[query]: meta: Expected object, received number"},
		{`{"meta":{"a":1},"types":"user"}`, "", "[query]: meta.a: Expected string, received number"},
		{`{"either":[],"types":"user"}`, "", "[query]: either: Invalid input"},
		{`{"types":[]}`, "", "[query]: types: Array must contain at least 1 element(s)"},
		{`{"types":["user","user","user"]}`, "", "[query]: types: Array must contain at most 2 element(s)"},
		{`{"types":7}`, "", "[query]: types: Expected array, received number"},
		{`{"page":"x","per_page":"x","order":"x","flag":"x","cursor":" ","name":"","meta":1,"types":[]}`, "", "*, and 3 more"},
		{`null`, "", "[query]: Expected object, received null"},
	} {
		got, err := constraint.CheckZod(query, "query", decode(t, row.in))
		judge(t, row.in, row.want, row.err, got, err)
	}
	closed := constraint.Obj()
	if _, err := constraint.CheckZod(closed, "body", map[string]any{"x": 1}); err == nil || !strings.Contains(err.Error(), "Unrecognized key") {
		t.Errorf("a closed object takes another key: %v", err)
	}
}

func TestFormats(t *testing.T) {
	for format, texts := range map[constraint.Format]map[string]bool{
		constraint.Certificate: {"-----BEGIN CERTIFICATE-----\nMII=": true, "/etc/ssl/cert.pem": true, `C:\cert.pem`: true, "$CERT": true, "%CERT%": true,
			"no path at all": false, "/etc/my cert.pem": false, "plain": false, "": false},
		constraint.PlainID: {"a-b_c:d.e~1": true, "Ä": true, "": false, "a b": false, "a/b": false, "a*": false, "a#b": false},
		constraint.DateMath: {"now": true, "now-10y": true, "now-1d/d": true, "now+1h-5m": true, "2025-05-04": true, "2025-05-04T09:42:00.859Z": true,
			"2025-05-04||-1M/M": true, "yesterday": false, "": false, "now-1": false, "now - 1d": false, "2025-5-4": false},
	} {
		for text, fits := range texts {
			if _, err := constraint.CheckZod(constraint.Formatted(format), "query", text); (err == nil) != fits {
				t.Errorf("%s: %q gets %v", format, text, err)
			}
		}
	}
}

func judge(t *testing.T, in, want, wantErr string, got any, err error) {
	t.Helper()
	if wantErr == "" {
		if err != nil || !reflect.DeepEqual(got, decode(t, want)) {
			t.Errorf("%s: got %v, %v; want %s", in, got, err, want)
		}
		return
	}
	if err == nil {
		t.Errorf("%s: accepted, want %s", in, wantErr)
		return
	}
	before, after, open := strings.Cut(wantErr, "*")
	if err.Error() != wantErr && !(open && strings.HasPrefix(err.Error(), before) && strings.HasSuffix(err.Error(), after)) {
		t.Errorf("%s\n got %s\nwant %s", in, err, wantErr)
	}
}

func TestEachRuleCanBeDropped(t *testing.T) {
	s := sample()
	rules := s.Rules("body")
	names := map[string]bool{}
	for _, rule := range rules {
		if names[rule.Name()] {
			t.Errorf("two rules are called %s", rule.Name())
		}
		names[rule.Name()] = true
		loose, err := s.Without("body", rule.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, left := range loose.Rules("body") {
			if left.Name() == rule.Name() {
				t.Errorf("%s still holds", rule.Name())
			}
		}
	}
	for _, name := range []string{"body/additional", "body.name/required", "body.tags[]/type", "body.headers.*/type", "body.port/maximum", "body.host/format"} {
		if !names[name] {
			t.Errorf("no rule %s among %v", name, names)
		}
	}
	if got := s.Rules("body"); len(got) != len(rules) {
		t.Error("dropping a rule changed the schema itself")
	}
	if _, err := s.Without("body", "body/nothing"); err == nil {
		t.Error("an unknown rule can be dropped")
	}
	loose, _ := s.Without("body", "body.name/required")
	if _, err := constraint.CheckConfigSchema(loose, "body", map[string]any{}); err != nil {
		t.Errorf("a dropped rule is enforced: %v", err)
	}
}
