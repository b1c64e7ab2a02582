package cli

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const oneThing = `openapi: 3.0.3
info: { title: Things, version: 1.0.0 }
paths:
  /api/things/{id}:
    get:
      operationId: get-thing
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: it, content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } } } }
`

// TestServeADocument starts the mock as a user does, copies what it prints, and
// interrupts it.
func TestServeADocument(t *testing.T) {
	spec := filepath.Join(t.TempDir(), "things.yaml")
	if err := os.WriteFile(spec, []byte(oneThing), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		c := serveCommand(World{Stdout: in, Stderr: io.Discard})
		c.SetArgs([]string{"--spec", spec, "--listen", "127.0.0.1:0"})
		err := c.ExecuteContext(ctx)
		in.Close()
		ended <- err
	}()
	lines := bufio.NewScanner(out)
	var said []string
	for lines.Scan() {
		if said = append(said, lines.Text()); strings.HasPrefix(lines.Text(), "kbn-conformance run") {
			break
		}
	}
	text := strings.Join(said, "\n")
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(text)
	authorization := regexp.MustCompile(`(?m)^Authorization: (.*)$`).FindStringSubmatch(text)
	if !strings.Contains(text, "(Things with 1 operation)") || !strings.Contains(text, "--target "+url+" --spec "+spec) || authorization == nil {
		t.Fatalf("it says:\n%s", text)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/things/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", authorization[1])
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || response.StatusCode != http.StatusOK || string(body) != `{"id":"x"}` {
		t.Errorf("got %s %s, %v", response.Status, body, err)
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("an interrupt ends it with %v", err)
	}
}

// Who forgot that a fault is on reads it where the URL is.
func TestServeSaysWhatItDoesOnPurpose(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out bytes.Buffer
	err := serve(ctx, World{Stdout: &out}, serveOptions{listen: "127.0.0.1:0", version: "9.1.0-SNAPSHOT", faults: []string{"all/header-missing-kbn-name"}})
	if err != nil || !strings.Contains(out.String(), "\nwith the fault all/header-missing-kbn-name\n\nAuthorization: ") {
		t.Errorf("%v: %s", err, &out)
	}
}
