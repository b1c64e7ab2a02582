package target

import (
	"net"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestParseBase(t *testing.T) {
	for raw, want := range map[string]string{
		"http://h":                  "http://h",
		"http://h/":                 "http://h",
		"https://h:5601/kbn//":      "https://h:5601/kbn",
		"HTTPS://h/a%2Fb":           "https://h/a%2Fb",
		"http://[::1]:5601":         "http://[::1]:5601",
		"":                          "!no target URL",
		" ":                         "!no target URL",
		"localhost:5601":            "!neither http nor https",
		"ftp://h":                   "!neither http nor https",
		"http://":                   "!names no host",
		"http:///api":               "!names no host",
		"http://h/?a=b":             "!query or a fragment",
		"http://h/?":                "!query or a fragment",
		"http://h/#x":               "!query or a fragment",
		"http://h:port":             "!is not a URL",
		"http://elastic:changeme@h": "!leave them out and set the credentials",
		"http://elastic:ch%zz@h":    "!leave them out and set the credentials",
	} {
		got, err := parseBase(raw, "")
		if problem, bad := strings.CutPrefix(want, "!"); bad {
			if err == nil || !strings.Contains(err.Error(), problem) || strings.Contains(err.Error(), "changeme") {
				t.Errorf("%q: %v, want %s", raw, err, problem)
			}
		} else if err != nil || got.String() != want {
			t.Errorf("%q: %s %v, want %s", raw, got, err, want)
		}
	}
}

// requestLine gives the first line of a request as it arrives.
func requestLine(t *testing.T, prefix, path string) string {
	t.Helper()
	lines := make(chan string, 1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		head := make([]byte, 4096)
		n, _ := conn.Read(head)
		line, _, _ := strings.Cut(string(head[:n]), "\r\n")
		lines <- line
		says("HTTP/1.1 204 No Content\r\n\r\n")(conn)
	}()
	base := "http://" + listener.Addr().String() + prefix
	e := do(t, client(t, base), Request{Path: path})
	if !e.Complete() || e.Request.URL != base+path {
		t.Fatalf("%+v", e)
	}
	return strings.ReplaceAll(<-lines, listener.Addr().String(), "HOST")
}

func TestThePathArrivesByteByByte(t *testing.T) {
	for _, row := range []struct{ prefix, path, want string }{
		{"", "/a", "/a"},
		{"/kbn", "/s/x/api/a", "/kbn/s/x/api/a"},
		{"", "/a%2Fb%20c/%E2%82%AC", "/a%2Fb%20c/%E2%82%AC"},
		{"", "/%61", "/%61"},
		{"", "/a/../b/./c//d/", "/a/../b/./c//d/"},
		{"", "//a", "//a"},
		{"", "/a?b=%zz&c=d+e&&f?", "/a?b=%zz&c=d+e&&f?"},
		{"", "/a?", "/a?"},
		{"", "/%zz", "/%zz"},
		{"", `/"{|}^`, `/"{|}^`},
		{"", "//%zz", "http://HOST//%zz"},
	} {
		if got := requestLine(t, row.prefix, row.path); got != "GET "+row.want+" HTTP/1.1" {
			t.Errorf("%s%s arrives as %s", row.prefix, row.path, got)
		}
	}
}

func TestAPathThatCannotBeSentIsRefused(t *testing.T) {
	c := client(t, "http://127.0.0.1:0")
	for path, want := range map[string]string{
		"":      "does not begin with a slash",
		"a":     "does not begin with a slash",
		"/a b":  "write it as %20",
		"/é":    "write it as %C3",
		"/\r\n": "write it as %0D",
	} {
		e := do(t, c, Request{Path: path})
		if e.Failure == nil || e.Failure.Kind != recording.FailedRefused || !strings.Contains(e.Failure.Text, want) {
			t.Errorf("%q: %+v", path, e.Failure)
		}
	}
	if c.Stats().Requests != 0 {
		t.Error("something was sent")
	}
}

func TestSpacesOfABase(t *testing.T) {
	for _, row := range []struct{ url, space, base, path, want string }{
		{"http://k.test", "", "http://k.test", "/api/x", "http://k.test/api/x"},
		{"http://k.test", "sales", "http://k.test/s/sales", "/api/x?y=z", "http://k.test/s/sales/api/x?y=z"},
		{"http://k.test/kbn/", "sales", "http://k.test/kbn/s/sales", "/api/x", "http://k.test/kbn/s/sales/api/x"},
		{"http://k.test/kbn/s/sales/", "", "http://k.test/kbn/s/sales", "/api/x", "http://k.test/kbn/s/sales/api/x"},
		{"http://k.test/s/sales", "sales", "http://k.test/s/sales", "/api/x", "http://k.test/s/sales/api/x"},
		{"http://k.test/kbn/s/sales", "", "http://k.test/kbn/s/sales", "/s/own/api/x", "http://k.test/kbn/s/own/api/x"},
		{"http://k.test", "default", "http://k.test", "/api/x", "http://k.test/api/x"},
		{"http://k.test/s", "", "http://k.test/s", "/api/x", "http://k.test/s/api/x"},
	} {
		b, err := parseBase(row.url, row.space)
		if err != nil {
			t.Errorf("%s in %q: %v", row.url, row.space, err)
			continue
		}
		u, err := b.join(row.path)
		if err != nil || b.String() != row.base || b.text(row.path) != row.want || u.String() != row.want {
			t.Errorf("%s in %q: base %s, %s is %s and %s, %v", row.url, row.space, b, row.path, b.text(row.path), u, err)
		}
	}
	for space, want := range map[string]string{"Sales": "small letters", "a/b": "small letters", "other": "leave one of them out"} {
		if _, err := parseBase("http://k.test/s/sales", space); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", space, err)
		}
	}
}
