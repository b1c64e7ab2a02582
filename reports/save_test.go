package reports

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSaveWritesEveryFormat(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "results")
	written, err := Save(dir, golden(), direct)
	if err != nil || len(written) != 4 {
		t.Fatalf("wrote %v: %v", written, err)
	}
	if !slices.Equal(listed(t, dir), []string{"junit.xml", "report.html", "report.md", "run.json"}) {
		t.Errorf("the folder holds %v", listed(t, dir))
	}
	f, err := os.Open(written[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if run, err := ReadJSON(f); err != nil || run.Verdict != Violations {
		t.Errorf("read back %v, %v", run, err)
	}
	if info, err := f.Stat(); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestSaveWritesWhatIsAskedFor(t *testing.T) {
	dir := t.TempDir()
	written, err := Save(dir, golden(), direct, "junit", "pdf")
	if err == nil || !strings.Contains(err.Error(), `no report format is called "pdf"; there are json, junit, markdown`) {
		t.Errorf("got %v", err)
	}
	if len(written) != 1 || !slices.Equal(listed(t, dir), []string{"junit.xml"}) {
		t.Errorf("wrote %v", written)
	}
}

func TestSaveTriesEveryFormat(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "junit.xml")
	if err := os.MkdirAll(filepath.Join(taken, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	written, err := Save(dir, golden(), direct)
	if len(written) != 3 || err == nil || !strings.Contains(err.Error(), taken) {
		t.Errorf("wrote %v: %v", written, err)
	}
	if !slices.Equal(listed(t, dir), []string{"junit.xml", "report.html", "report.md", "run.json"}) {
		t.Errorf("the folder holds %v", listed(t, dir))
	}
}

func TestSaveKeepsTheOldReportWhenWritingFails(t *testing.T) {
	dir := t.TempDir()
	if _, err := Save(dir, golden(), direct); err != nil {
		t.Fatal(err)
	}
	written, err := Save(dir, blank(), direct) // has no verdict, so no writer accepts it
	if len(written) != 0 || err == nil || strings.Count(err.Error(), "no verdict") != 4 {
		t.Errorf("wrote %v: %v", written, err)
	}
	if len(listed(t, dir)) != 4 {
		t.Errorf("the folder holds %v", listed(t, dir))
	}
	f, err := os.Open(filepath.Join(dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := ReadJSON(f); err != nil {
		t.Error(err)
	}
}

func TestSaveExplainsAFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	written, err := Save(filepath.Join(file, "results"), golden(), direct)
	if len(written) != 0 || err == nil || !strings.Contains(err.Error(), "--out") {
		t.Errorf("wrote %v: %v", written, err)
	}
}

// direct writes a file and keeps nothing back.
func direct(path string, write func(io.Writer) error) error {
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	return os.WriteFile(path, text.Bytes(), 0o644)
}

func listed(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
