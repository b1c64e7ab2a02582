package rules

import "testing"

func TestHeaders(t *testing.T) { judge(t, headerRows()) }

func TestListsMayComeOverSeveralLines(t *testing.T) {
	for _, name := range []string{"Cache-Control", "Content-Security-Policy", "Content-Security-Policy-Report-Only", "Permissions-Policy",
		"Referrer-Policy", "Vary", "Warning", "WWW-Authenticate"} {
		e := Expectation{Level: Required, Headers: []Header{{Name: name, Pattern: matching("^b$"), Level: Required}}}
		if found := e.Judge(testSchemas(t), answered(200, "", name, "a", name, "b")); len(found) != 1 || found[0].Level != Recommended {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func headerRows() []row {
	expect := func(h ...Header) Expectation { return Expectation{Headers: h} }
	name := Header{Name: "kbn-name", Level: Required, Pattern: matching(".")}
	version := Header{Name: "Elastic-Api-Version", Level: Required, Pattern: matching("^2023-10-31$")}
	absent := Header{Name: "content-type", Level: Required, Absent: true}
	json := Header{Name: "content-type", Level: Required, Json: true, Pattern: matching(`^application/json`)}
	utf8 := Header{Name: "content-type", Level: Required, Json: true, Pattern: matching(`^[^;]+(;\s*charset=utf-8)?$`)}
	stored := Header{Name: "cache-control", Level: Required, Pattern: matching(".")}
	noStore := Header{Name: "cache-control", Level: Recommended, Pattern: matching("no-store")}
	return []row{
		{"a header that is due is there", expect(name), answered(200, "", "kbn-name", "k"), ""},
		{"the case of its name does not matter", expect(version), answered(200, "", "elastic-api-version", "2023-10-31"), ""},
		{"a header that is due is missing", expect(name), answered(200, ""), "required header-missing kbn-name"},
		{"a header that two expectations miss is missing once", expect(name, Header{Name: "KBN-Name", Level: Required}), answered(200, ""),
			"required header-missing kbn-name"},
		{"and weighs as much as the weightier one", expect(Header{Name: "kbn-name", Level: Optional}, name), answered(200, ""), "required header-missing kbn-name"},
		{"an empty value is not missing, but wrong", expect(name), answered(200, "", "kbn-name", ""),
			`required header-value kbn-name: want a value like ., got ""`},
		{"another version is wrong", expect(version), answered(200, "", "elastic-api-version", "2020-01-01"),
			`required header-value elastic-api-version: want a value like ^2023-10-31$, got "2020-01-01"`},
		{"control characters of a value are escaped", expect(version), answered(200, "", "elastic-api-version", "\x1b[2J"),
			`required header-value elastic-api-version: want a value like ^2023-10-31$, got "\x1b[2J"`},
		{"presence is enough where there is no pattern", expect(Header{Name: "kbn-name", Level: Required}), answered(200, "", "kbn-name", ""), ""},
		{"a header that must not be there is not", expect(absent), answered(204, ""), ""},
		{"a header that must not be there is", expect(absent), answered(204, "", "content-type", "text/plain"),
			`required header-unexpected content-type: want no such header, got "text/plain"`},
		{"a header that is due twice over shows once", expect(version, version), answered(200, "", "elastic-api-version", "1", "elastic-api-version", "2"),
			`required header-duplicated elastic-api-version: want the header once, got "1", "2"`},
		{"two lines of the same value are still two", expect(name), answered(200, "", "kbn-name", "k", "kbn-name", "k"),
			`required header-duplicated kbn-name: want the header once, got "k", "k"`},
		{"a header that must not be there is twice", expect(absent), answered(204, "", "content-type", "a", "content-type", "b"),
			`required header-unexpected content-type: want no such header, got "a"`},
		{"a list may legally come over several lines", expect(stored, noStore), answered(200, "", "cache-control", "private", "cache-control", "no-store"),
			`recommended header-duplicated cache-control: want the header once, got "private", "no-store"`},
		{"and is judged as a whole", expect(stored, noStore), answered(200, "", "cache-control", "private", "cache-control", "max-age=9"),
			"recommended header-duplicated cache-control: want the header once, got \"private\", \"max-age=9\"\n" +
				`recommended header-value cache-control: want a value like no-store, got "private"`},
		{"an empty value breaks only the weightiest of its expectations", expect(noStore, stored), answered(200, "", "cache-control", ""),
			`required header-value cache-control: want a value like ., got ""`},
		{"a recommended value is missing", expect(stored, noStore), answered(200, "", "cache-control", "private"),
			`recommended header-value cache-control: want a value like no-store, got "private"`},
		{"JSON in another charset is wrong", expect(json, utf8), answered(200, "{}", "content-type", "application/json; charset=iso-8859-1"),
			`required header-value content-type: want a value like ^[^;]+(;\s*charset=utf-8)?$, got "application/json; charset=iso-8859-1"`},
		{"JSON without charset is right", expect(json, utf8), answered(200, "{}", "content-type", "application/json"), ""},
		{"an empty body needs no content type", expect(json), answered(200, ""), ""},
		{"a header of JSON bodies is missing on one", expect(json), answered(200, "{}"), "required header-missing content-type"},
		{"the answer to HEAD needs no content type", Expectation{Head: true, Headers: []Header{json}}, answered(200, ""), ""},
		{"a header without level does not weigh", expect(Header{Name: "x-any"}), answered(200, ""), "optional header-missing x-any"},
	}
}
