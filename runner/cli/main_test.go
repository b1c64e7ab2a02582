package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

// Wherever an interrupt is noticed, the exit code is that of an incomplete job.
func TestAnInterruptIsIncomplete(t *testing.T) {
	dir := t.TempDir()
	var files []string
	for _, host := range []string{"a", "b"} {
		file := filepath.Join(dir, host+".har")
		text := `{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[{"request":{"method":"GET","url":"http://` + host + `.test/api/status"},"response":{"status":200}}]}}`
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for name, command := range map[string]func(World) error{
		"compare": func(w World) error {
			return runCompare(ctx, w, compareOptions{failOn: "breaking", out: filepath.Join(dir, "compared")}, files)
		},
		"verify": func(w World) error {
			return runVerify(ctx, w, files[0], verifyOptions{out: filepath.Join(dir, "verified")})
		},
		"doctor": func(w World) error {
			o := doctorOptions{}
			o.url, o.timeout = "http://127.0.0.1:1", 1
			return runDoctor(ctx, w, o)
		},
	} {
		var out, said bytes.Buffer
		w := World{Stdout: &out, Stderr: &said}
		if code := w.code(ctx, command(w)); code != exitIncomplete || !bytes.Contains(append(out.Bytes(), said.Bytes()...), []byte("interrupted")) {
			t.Errorf("%s: exit code %d: %s%s", name, code, &out, &said)
		}
	}
}
