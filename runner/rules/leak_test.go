package rules

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestLeaks(t *testing.T) { judge(t, leakRows()) }

// leakRows: errors that show the inside of the server, and texts that only look so.
func leakRows() []row {
	leak := func(got string) string { return "required error-leak want no stack trace in an error, got " + got }
	say := func(message string) string { return `{"message": "` + message + `"}` }
	rows := []row{{"a trace in what is no error is content", Expectation{}, answered(399, say(`\n at f (/srv/x.js:1:2)`)), ""}}
	for _, r := range [][3]string{
		{"a frame of JavaScript", say(`TypeError\n    at Object.handler (/usr/share/kibana/src/router.js:184:13)`), `"at Object.handler (/usr/…`},
		{"a frame without a function", say(`TypeError\n    at /usr/share/kibana/src/router.js:184:13`), `"at /usr/share/kibana/src/router.js:184:13"`},
		{"a frame of Node itself", say(`x\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`), `"at process.…`},
		{"a frame of TypeScript on a line of HTML", "<pre>Error<br> &nbsp; at async run (file:///srv/app.mts:1:2)</pre>", `"at async run (file:///srv/app.mts:1:2"`},
		{"a frame on a real line", "Error: x\n\tat run (webpack://kibana/src/a.tsx:10:20)", `"at run (webpack://kibana/src/a.tsx:10:20"`},
		{"a trace on one line", say(`Error: no at run (C:\\x\\a.cjs:10:20) at b`), `"at run (C:\\\\x\\\\a.cjs:10:20"`},
		{"a frame of Java", say(`x\n\tat org.elasticsearch.rest.RestController.dispatch(RestController.java:412)`), `"\\tat org.elasticsearch.…`},
		{"a frame of a Java module", say(`\tat java.base/java.lang.Thread.run(Thread.java:1583)`), `"\\tat java.base/…`},
		{"a native frame of Java", "\tat jdk.internal.misc.Unsafe.park(Native Method)", `"at jdk.internal.misc.Unsafe.park(Native Method)"`},
		{"a frame of .NET", say(`   at App.Api.Get(String id) in /src/Api.cs:line 42`), `"at App.Api.Get(String id) in /src/Api.cs:line 42"`},
		{"a trace of Python", "Traceback (most recent call last):\n", `"Traceback (most recent call last)"`},
		{"a frame of Python", say(`File \"/srv/app.py\", line 3, in get`), `"File \\\"/srv/app.py\\\", line 3"`},
		{"a trace of Go", "panic: x\n\ngoroutine 12 [running]:\n", `"goroutine 12 ["`},
		{"a frame of Go", say(`\t/src/x.go:12 +0x1d`), `".go:12 +0x1d"`},
	} {
		rows = append(rows, row{r[0] + " leaks", Expectation{}, answered(400, r[1]), leak(r[2])})
	}
	for _, r := range [][2]string{
		{"the word at", say("Please look at the logs (see the guide: section 4)")},
		{"a time of day", say(`try again\nat 10:30:00 (UTC)`)},
		{"an address", say(`\n at 10.0.0.1:9200 (connect ECONNREFUSED 10.0.0.1:9200)`)},
		{"a place in the client's own JSON", say(`Unexpected character\n at [Source: (String)\"{\"; line: 1, column: 30]`)},
		{"a place in the client's own YAML", say(`bad indentation at line 2, column 5:\n    name: x`)},
		{"a list of causes", say(`[security_exception\n\tRoot causes:\n\t\tsecurity_exception: no]: unable to authenticate`)},
		{"a file name", say(`cannot read manifest.yml at package-1.0.0/manifest.yml:3`)},
	} {
		rows = append(rows, row{r[0] + " is no stack trace", Expectation{}, answered(400, r[1]), ""})
	}
	return append(rows, credentialRows()...)
}

func credentialRows() []row {
	with := func(authorization, message string) recording.Exchange {
		x := answered(401, `{"message": "`+message+`"}`)
		x.Request.Header = http.Header{"Authorization": {authorization}}
		return x
	}
	const leak = "required error-leak want no credentials in an error, got the credentials of the request"
	_, key, _ := strings.Cut(recording.WrongKey, " ")
	return []row{
		{"a secret that the recorder removed leaks", Expectation{}, with("ApiKey [redacted]", "not accepted: ApiKey [redacted]"), leak},
		{"a key that opens nothing leaks", Expectation{}, with(recording.WrongKey, "not accepted: "+key), leak},
		{"a password that opens nothing leaks", Expectation{}, with(recording.WrongPassword, "no: this-password-opens-nothing"), leak},
		{"the secret part of a key leaks", Expectation{}, with(recording.WrongKey, "no key this-key-opens-nothing"), leak},
		{"six characters can be told from a word", Expectation{}, with("Basic dTpzM2NyZXQ=", "not s3cret"), leak}, // u:s3cret
		{"five cannot", Expectation{}, with("Basic dTpncmVhdA==", "not a great password"), ""},                    // u:great
		{"six characters of a token can be told from a word", Expectation{}, with("Bearer t0kens", "no t0kens"), leak},
		{"five characters of one cannot", Expectation{}, with("Bearer token", "no token"), ""},
		{"the scheme alone is no credential", Expectation{}, with(recording.WrongKey, "ApiKey refused"), ""},
		{"the name of the user is no credential", Expectation{}, with(recording.WrongPassword, "unable to authenticate user [kbn-conformance-nobody]"), ""},
		{"a password equal to the name of the user cannot be told from it", Expectation{}, with("Basic [redacted]", "denied for user [[redacted]]"), ""},
		{"no credentials cannot be repeated", Expectation{}, answered(401, `{"message": "Unauthorized"}`), ""},
		{"a scheme without credentials cannot be repeated", Expectation{}, with("ApiKey", "Unauthorized ApiKey"), ""},
	}
}

// TestLookingForLeaksIsLinear: text made to look like half a frame, over and over.
func TestLookingForLeaksIsLinear(t *testing.T) {
	for _, part := range []string{`\nat `, `\nat (`, "at a.b.c(", "at x in ", "at at at ", "\n at /x.js:1:", `File "x`, "node:", "a", "at(", "at a.b.c.kt:"} {
		body := strings.Repeat(part, 1<<18/len(part)) + " a.js: "
		start := time.Now()
		if found := (Expectation{Level: Required}).Judge(testSchemas(t), answered(500, body)); found != nil {
			t.Errorf("%q: %v", part, found)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%q over and over took %s", part, took)
		}
	}
}
