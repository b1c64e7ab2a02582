package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFolderHasOneRun(t *testing.T) {
	dir := t.TempDir()
	first, err := claim(dir)
	if err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(dir, "run.json")
	if err := os.WriteFile(report, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := claim(dir); err == nil || !strings.Contains(err.Error(), "choose another folder") {
		t.Errorf("a second run: %v", err)
	}
	if _, err := os.Stat(report); err != nil {
		t.Errorf("the second run took the reports of the first: %v", err)
	}
	first.Close()
	second, err := claim(dir)
	if err != nil {
		t.Fatal(err)
	}
	second.Close()
	if _, err := os.Stat(report); err == nil {
		t.Error("the report of an earlier run stays")
	}
}
