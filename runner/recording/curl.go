package recording

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Curl is a POSIX shell line that repeats the request. Credentials are named by
// the environment variables that the program itself reads.
func (e Exchange) Curl() string {
	r := e.Request
	var line strings.Builder
	body, binary := string(r.Body), r.Body != nil && !shellText(r.Body)
	if binary {
		fmt.Fprintf(&line, "printf %%s %s | base64 -d | ", quote(base64.StdEncoding.EncodeToString(r.Body)))
	}
	line.WriteString("curl -sS")
	if strings.ContainsAny(r.URL, "[]{}") {
		line.WriteString(" --globoff")
	}
	if strings.Contains(r.URL, "/.") {
		line.WriteString(" --path-as-is")
	}
	switch {
	case r.Method == "HEAD" && r.Body == nil:
		line.WriteString(" --head")
	case r.Method == "GET" && r.Body == nil:
		line.WriteString(" -i")
	default:
		line.WriteString(" -i -X " + quote(r.Method))
	}
	line.WriteString(" " + quote(r.URL))
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			line.WriteString(curlHeader(name, value, r.Credential))
		}
	}
	for _, name := range curlAdds(r) {
		line.WriteString(" -H " + quote(name+":"))
	}
	switch {
	case binary:
		line.WriteString(" --data-binary @-")
	case r.Body != nil:
		line.WriteString(" --data-binary " + quote(body))
	}
	if r.Size > int64(len(r.Body)) {
		fmt.Fprintf(&line, " # only the first %d of %d body bytes were recorded", len(r.Body), r.Size)
	}
	return line.String()
}

// curlAdds lists the headers that curl sends unasked and the request lacked.
func curlAdds(r Request) []string {
	var names []string
	if len(r.Header.Values("Accept")) == 0 {
		names = append(names, "Accept")
	}
	if r.Body != nil && len(r.Header.Values("Content-Type")) == 0 {
		names = append(names, "Content-Type")
	}
	return names
}

func curlHeader(name, value, credential string) string {
	switch strings.ToLower(name) {
	case "host", "content-length", "connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection",
		"proxy-authorization", "accept-encoding", "user-agent":
		return "" // belongs to the connection, or to the program that sends
	case "authorization":
		if scheme, ok := strings.CutSuffix(value, Redacted); ok {
			return curlCredential(strings.TrimSpace(scheme), credential)
		}
	}
	if value == "" {
		return " -H " + quote(name+";") // curl drops a header without value unless it ends in a semicolon
	}
	return " -H " + quote(name+": "+value)
}

func curlCredential(scheme, credential string) string {
	prefix := "KBN_CONFORMANCE_"
	if credential == "unprivileged" {
		prefix += "UNPRIVILEGED_"
	}
	if strings.EqualFold(scheme, "basic") {
		return fmt.Sprintf(` -u "$%[1]sUSERNAME:$%[1]sPASSWORD"`, prefix)
	}
	if strings.EqualFold(scheme, "bearer") {
		return fmt.Sprintf(` -H "Authorization: Bearer $%sTOKEN"`, prefix)
	}
	return fmt.Sprintf(` -H "Authorization: ApiKey $%sAPI_KEY"`, prefix)
}

// shellText tells whether a body can be written between single quotes: no NUL,
// which no shell can pass, and no leading @, which curl takes for a file name.
func shellText(body []byte) bool {
	return utf8.Valid(body) && !strings.ContainsAny(string(body), "\x00\r") && !strings.HasPrefix(string(body), "@")
}

func quote(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
