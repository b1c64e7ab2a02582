package schemas

import (
	"slices"
	"testing"

	"github.com/xeipuuv/gojsonschema"
)

func TestFormats(t *testing.T) {
	for _, row := range []struct {
		format   string
		yes, not []string
	}{
		{"date-time", []string{
			"2025-05-04T09:42:00Z", "2025-05-04T09:42:00.123456789Z", "2025-05-04t09:42:00z", "2025-05-04T09:42:00+05:30", "2025-05-04T09:42:00.0-00:00",
			"2024-02-29T00:00:00Z", "2016-12-31T23:59:60Z", "2017-01-01T00:59:60+01:00", "2016-12-31T23:59:60.5Z",
		}, []string{
			"", "2025-05-04", "09:42:00Z", "2025-05-04T09:42:00", "2025-05-04 09:42:00Z", "2025-05-04T09:42Z", "2025-05-04T09:42:00Z\n", "2025-13-04T09:42:00Z",
			"2025-02-29T00:00:00Z", "2025-05-04T24:00:00Z", "2025-05-04T09:42:60Z", "2025-05-04T09:42:00.Z", "2025-05-04T09:42:00,5Z", "2025-05-04T09:42:00+0530",
			"2025-05-04T09:42:00+25:00", "1746351720000", "+012025-05-04T09:42:00Z", "2016-12-31T22:61:60Z",
		}},
		{"date", []string{"2025-05-04", "2024-02-29"}, []string{"", "2025-5-4", "2025-02-29", "2025-05-04T09:42:00Z"}},
		{"uri", []string{
			"https://artifacts.example.test/downloads/", "http://[::1]:8080/a?b=c#d", "mailto:a@b.test", "urn:x:y", "https://u:p@x.test:1/%20",
		}, []string{
			"", "/downloads", "artifacts.example.test", "//x.test/", "https://x.test/a b", `https:\\x.test`, "https://x.test/%zz", "https://x.test/ü", "https://x.test\n",
			"1http://x.test", "http://[::1", "http://x.test:port/",
		}},
		{"uuid", []string{"924f7c50-505f-11eb-ae0a-3fa2e626a51d", "924F7C50-505F-11EB-AE0A-3FA2E626A51D"}, []string{
			"", "924f7c50505f11ebae0a3fa2e626a51d", "924f7c50-505f-11eb-ae0a-3fa2e626a51", "{924f7c50-505f-11eb-ae0a-3fa2e626a51d}", "g24f7c50-505f-11eb-ae0a-3fa2e626a51d",
		}},
		{"ipv4", []string{"192.0.2.1"}, []string{"", "192.0.2", "192.0.2.256", "::ffff:192.0.2.1", "192.0.2.01"}},
		{"ipv6", []string{"2001:db8::1", "::ffff:192.0.2.1", "::"}, []string{"", "192.0.2.1", "fe80::1%eth0", "2001:db8::g"}},
	} {
		f, ok := formats[row.format]
		if !ok || f.words == "" {
			t.Errorf("%s: no such format", row.format)
			continue
		}
		for _, text := range row.yes {
			if !f.holds(text) {
				t.Errorf("%s refuses %q", row.format, text)
			}
		}
		for _, text := range row.not {
			if f.holds(text) {
				t.Errorf("%s takes %q", row.format, text)
			}
		}
	}
	if got := Formats(); !slices.IsSorted(got) || len(got) != 6 {
		t.Errorf("Formats: %v", got)
	}
}

func TestFormatsLeaveThoseOfTheEngineAlone(t *testing.T) {
	load(t)
	registerFormats()
	if !gojsonschema.FormatCheckers.IsFormat("date-time", "2025-05-04") {
		t.Error("the built-in date-time was replaced, for everybody in the process")
	}
	if gojsonschema.FormatCheckers.IsFormat(ours+"date-time", "2025-05-04") {
		t.Error("our date-time is not registered")
	}
	if !gojsonschema.FormatCheckers.IsFormat(ours+"date-time", 42) {
		t.Error("our date-time refuses a number, to which no format applies")
	}
}
