package play

import (
	"os"
	"path/filepath"
	"testing"
)

func TestJournalOfAKilledRunIsKept(t *testing.T) {
	for name, row := range map[string]struct {
		text string
		kept bool
	}{
		"everything undone": {`{"run":"a","id":0,"state":"planned"}` + "\n" + `{"id":1,"state":"planned"}` + "\n" + `{"id":1,"state":"finished"}` + "\n", false},
		"nothing created":   {`{"run":"a","id":0,"state":"planned"}` + "\n", false},
		"one left":          {`{"run":"a","id":0,"state":"planned"}` + "\n" + `{"id":1,"state":"planned"}` + "\n", true},
		"cut in a line":     {`{"run":"a","id":0,"state":"planned"}` + "\n" + `{"id":1,"state":"planned"}` + "\n" + `{"id":2,"sta`, true},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "journal.jsonl")
		if err := os.WriteFile(path, []byte(row.text), 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := OpenJournal(path, "b", "http://127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		j.Close()
		kept, err := os.ReadFile(filepath.Join(dir, "journal-a.jsonl"))
		if (err == nil) != row.kept || (row.kept && string(kept) != row.text) {
			t.Errorf("%s: kept %q, %v; want kept %v", name, kept, err, row.kept)
		}
	}
}
