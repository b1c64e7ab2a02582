package rules

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// stack matches frames of JavaScript, Java, .NET, Python and Go, on lines of
// their own, within a line, or with the line breaks escaped. A source file and
// a line number tell a frame from ordinary text with the word "at".
var stack = regexp.MustCompile(`(?:\b|\\[nrt])at (?:[^()"\\\n]*\()?[^\s()"]*(?:\.[cm]?[jt]sx?:\d+:\d+|node:[\w/]+:\d+:\d+)` +
	`|(?:\b|\\[nrt])at [\w$./@-]+\((?:[\w$]+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)` +
	`|(?:\b|\\[nrt])at [^\n"\\]* in [^\n"]*\.cs:line \d+` +
	`|Traceback \(most recent call last\)|\bFile \\?"[^"\n]*\.py\\?", line \d+` +
	`|\bgoroutine \d+ \[|\.go:\d+ \+0x[0-9a-f]+`)

// traces are parts of which every match of stack holds one: looking for them is
// much cheaper, and most errors have none.
var traces = [][]byte{
	[]byte("js:"), []byte("ts:"), []byte("jsx:"), []byte("tsx:"), []byte("node:"), []byte(".java:"), []byte(".kt:"), []byte(".scala:"),
	[]byte(".groovy:"), []byte("(Native Method)"), []byte("(Unknown Source)"), []byte(".cs:line "), []byte("Traceback "), []byte(".py"),
	[]byte("goroutine "), []byte(".go:"),
}

// searched is how much of an error is looked at: nobody shows a longer one.
const searched = 1 << 20

// trace is the first piece of a stack trace in a body.
func trace(body []byte) []byte {
	body = body[:min(len(body), searched)]
	if !slices.ContainsFunc(traces, func(part []byte) bool { return bytes.Contains(body, part) }) {
		return nil
	}
	return stack.Find(body)
}

// Credentials is what a violation of error-leak got when it was no stack trace.
const Credentials = "the credentials of the request"

// leaks: an error shows neither the inside of the server nor the credentials
// that it was sent.
func (a *answer) leaks() []Violation {
	if a.Status < 400 {
		return nil
	}
	say := func(want, got string) []Violation {
		return []Violation{{Rule: "error-leak", Level: Required, Want: want, Got: got, Ref: "CWE-209"}}
	}
	if found := trace(a.Body); found != nil {
		return say("no stack trace in an error", short(string(found)))
	}
	if a.repeatsCredentials() {
		return say("no credentials in an error", Credentials)
	}
	return nil
}

// repeatsCredentials finds the mark that the recorder left in place of a
// secret, or the credentials that open nothing, which are recorded as they are.
func (a *answer) repeatsCredentials() bool {
	// Elasticsearch names the user, who may have a password like the name.
	body := bytes.ReplaceAll(a.Body, []byte("user ["+recording.Redacted+"]"), nil)
	if bytes.Contains(body, []byte(recording.Redacted)) {
		return true
	}
	_, credentials, _ := strings.Cut(a.asked.Header.Get("Authorization"), " ")
	plain, _ := base64.StdEncoding.DecodeString(credentials) // user:password or id:key, if it is either
	_, secret, _ := strings.Cut(string(plain), ":")
	for _, part := range []string{credentials, secret} {
		if len(part) >= recording.MinSecret && bytes.Contains(body, []byte(part)) {
			return true
		}
	}
	return false
}
