package cli

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/mock"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// The scripts are user sessions. They run the program as processes of their
// own, since Ginkgo runs specs once a process.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kbn-conformance": func() { os.Exit(Main(Process())) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata"),
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("KEY", reference.Privileged().EncodedKey())
			e.Setenv("WEAK", reference.Powerless().EncodedKey())
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"server": startServer,
			"port":   freePort,
			"reach":  reach,
			"exits":  exits,
		},
		RequireUniqueNames: true,
	})
}

// startServer NAME KIND starts a loopback server and sets $NAME to its URL.
func startServer(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: server NAME KIND")
	}
	if args[1] == "dead" || args[1] == "garbage" {
		ts.Setenv(args[0], "http://"+rawServer(ts, args[1]))
		return
	}
	if file, ok := strings.CutPrefix(args[1], "spec:"); ok { // the mock of a document, after a second colon with a fault
		s := httptest.NewServer(mockOf(ts, file))
		ts.Defer(s.Close)
		ts.Setenv(args[0], s.URL)
		return
	}
	if kind, ok := strings.CutPrefix(args[1], "tls:"); ok { // $WORK/ca.pem is its authority
		handler, err := handlerOf(kind)
		ts.Check(err)
		s := httptest.NewTLSServer(handler)
		ts.Defer(s.Close)
		s.Config.ErrorLog = log.New(io.Discard, "", 0)
		ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600))
		ts.Setenv(args[0], s.URL)
		return
	}
	handler, err := handlerOf(args[1])
	ts.Check(err)
	s := httptest.NewServer(handler)
	ts.Defer(s.Close)
	ts.Setenv(args[0], s.URL)
}

func mockOf(ts *testscript.TestScript, file string) http.Handler {
	file, fault, broken := strings.Cut(file, ":")
	data, err := os.ReadFile(ts.MkAbs(file))
	ts.Check(err)
	doc, err := openapi.Load(data, openapi.Options{})
	ts.Check(err)
	o := mock.Options{Seed: 1}
	if broken {
		o.Faults = []string{fault}
	}
	handler, err := mock.New(doc, o)
	ts.Check(err)
	return handler
}

// freePort NAME sets $NAME to a loopback port on which nobody listens.
func freePort(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	ts.Check(l.Close())
	ts.Setenv(args[0], port)
}

// reach ADDRESS waits until somebody listens.
func reach(ts *testscript.TestScript, _ bool, args []string) {
	for range 500 {
		if c, err := net.Dial("tcp", args[0]); err == nil {
			ts.Check(c.Close())
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	ts.Fatalf("nobody listens on %s", args[0])
}

// handlerOf makes a server that is wrong as a whole; reference:FAULT is the
// reference server with a fault.
func handlerOf(kind string) (http.Handler, error) {
	answer := func(status int, media, body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", media)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
	name, fault, _ := strings.Cut(kind, ":")
	switch name {
	case "spaces": // the reference server with a space sales
		server, err := reference.New(reference.WithSample())
		if err != nil {
			return nil, err
		}
		r := httptest.NewRequest(http.MethodPost, "/api/spaces/space", strings.NewReader(`{"id":"sales","name":"Sales"}`))
		r.Header = http.Header{"Kbn-Xsrf": {"true"}, "Content-Type": {"application/json"}, "Authorization": {reference.Privileged().APIKey()}}
		w := httptest.NewRecorder()
		if server.ServeHTTP(w, r); w.Code != http.StatusOK {
			return nil, fmt.Errorf("no space could be made: %s", w.Body)
		}
		return server, nil
	case "echo": // a Kibana whose every answer repeats all that it was sent
		return behindStatus(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]any{"path": r.RequestURI, "headers": r.Header})
		})
	case "newer": // Kibana in another version, whose answers about the verification key have gained a field
		server, err := reference.New(reference.WithSample(), reference.WithVersion(fault))
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			server.ServeHTTP(answer, r)
			body := answer.Body.String()
			if strings.HasSuffix(r.URL.Path, "/verification_key_id") && answer.Code == http.StatusOK && r.Method == http.MethodGet {
				body = strings.Replace(body, "{", `{"added":1,`, 1)
			}
			maps.Copy(w.Header(), answer.Header())
			w.Header().Del("Content-Length")
			w.WriteHeader(answer.Code)
			_, _ = io.WriteString(w, body)
		}), err
	case "broken":
		return behindStatus(answer(500, "application/json", `{"statusCode":500,"error":"Internal Server Error","message":"An internal server error occurred"}`).ServeHTTP)
	case "reference":
		if fault != "" {
			return reference.New(reference.WithSample(), reference.WithFault(fault))
		}
		return reference.New(reference.WithSample())
	case "unauthorized":
		return answer(401, "application/json", `{"statusCode":401,"error":"Unauthorized","message":"Unauthorized"}`), nil
	case "notfound":
		return answer(404, "application/json", `{"statusCode":404,"error":"Not Found","message":"Not Found"}`), nil
	case "html":
		return answer(200, "text/html", "<html><body>Welcome</body></html>"), nil
	case "redirect":
		return http.RedirectHandler("/login", http.StatusFound), nil
	case "starting":
		return answer(503, "text/plain", "Kibana server is not ready yet"), nil
	}
	return nil, fmt.Errorf("no server of kind %q", kind)
}

// behindStatus is a Kibana whose status is fine, and whose every other answer is
// another handler's.
func behindStatus(rest http.HandlerFunc) (http.Handler, error) {
	server, err := reference.New(reference.WithSample())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/status" {
			server.ServeHTTP(w, r)
			return
		}
		rest(w, r)
	}), err
}

// rawServer is a port where nobody listens, or where no HTTP is spoken.
func rawServer(ts *testscript.TestScript, kind string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	if kind == "dead" {
		ts.Check(l.Close())
		return l.Addr().String()
	}
	ts.Defer(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(c, "220 mail.example.test ESMTP\r\n")
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

// exits CODE COMMAND… runs a command and wants this exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG…]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}
