package play

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Unfinished is what a journal says that is still to be undone.
type Unfinished struct {
	Path   string // of the journal
	Run    string
	Target string // URL, with the space that the run was in
	Notes  []Note // in the order in which they were noted
}

// ReadJournal reads what a run left. The last line of a killed one may be cut.
func ReadJournal(path string) (Unfinished, error) {
	u := Unfinished{Path: path}
	file, err := os.Open(path)
	if err != nil {
		return u, fmt.Errorf("journal: %w", err)
	}
	defer file.Close()
	last, order := map[int]Note{}, []int(nil)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var n Note
		if json.Unmarshal(lines.Bytes(), &n) != nil {
			continue
		}
		if n.Run != "" {
			u.Run, u.Target = n.Run, n.Target
			continue
		}
		if _, seen := last[n.ID]; !seen {
			order = append(order, n.ID)
		}
		last[n.ID] = n
	}
	if err := lines.Err(); err != nil {
		return u, fmt.Errorf("journal %s: %w", path, err)
	}
	if u.Run == "" {
		return u, fmt.Errorf("journal %s: it does not begin with the id of a run", path)
	}
	for _, id := range order {
		if n := last[id]; n.State == "planned" {
			u.Notes = append(u.Notes, n)
		}
	}
	return u, nil
}

// Finish notes in a journal that nothing is left to undo of these notes. It
// fails when the run that writes the journal is still alive.
func (u Unfinished) Finish(notes []Note, why string) error {
	file, err := os.OpenFile(u.Path, os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	defer file.Close()
	if err := recording.Lock(file); err != nil {
		return fmt.Errorf("journal %s: %w", u.Path, err)
	}
	j := &Journal{file: file}
	if _, err := file.WriteString("\n"); err != nil { // the last line may be cut
		return fmt.Errorf("journal %s: %w", u.Path, err)
	}
	for _, n := range notes {
		if err := j.write(Note{ID: n.ID, State: "finished", Why: why}); err != nil {
			return fmt.Errorf("journal %s: %w", u.Path, err)
		}
	}
	return file.Sync()
}

// Alive reports whether the run that writes a journal is still going on.
func (u Unfinished) Alive() bool {
	file, err := os.Open(u.Path)
	if err != nil {
		return false
	}
	defer file.Close()
	return recording.Lock(file) != nil
}
