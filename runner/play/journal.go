package play

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Journal is the file that says what still has to be undone, should the process
// be killed. A line is on disk before the step that it undoes is sent. A nil
// Journal keeps nothing.
type Journal struct {
	mu      sync.Mutex
	flushed *sync.Cond
	Secrets *recording.Redactor // a line that holds one of them is not written

	file    *os.File
	next    int   // id of the next note
	synced  int   // notes below this id are on disk
	syncing bool  // one goroutine is at it
	failed  error // a disk that failed once is not trusted again
}

// Note is one undo in the journal.
type Note struct {
	Run      string          `json:"run,omitempty"`
	Target   string          `json:"target,omitempty"`
	ID       int             `json:"id"`
	State    string          `json:"state"` // planned | finished
	Why      string          `json:"why,omitempty"`
	Step     string          `json:"step,omitempty"`
	Flow     string          `json:"flow,omitempty"`
	Method   string          `json:"method,omitempty"`
	Path     string          `json:"path,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
	FindPath string          `json:"find_path,omitempty"`
	FindID   string          `json:"find_id,omitempty"`
	Expect   []int           `json:"expect,omitempty"` // statuses besides 2xx and 404 that mean "gone"
	IDs      []string        `json:"ids,omitempty"`    // that the answer to the create gave
}

// OpenJournal begins the journal of a run.
func OpenJournal(path, run, target string) (*Journal, error) {
	if err := keepUnfinished(path); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	if err := recording.Lock(file); err != nil {
		file.Close()
		return nil, fmt.Errorf("journal %s: %w; choose another --out", path, err)
	}
	j := &Journal{file: file}
	j.flushed = sync.NewCond(&j.mu)
	j.next++ // the line is flushed with the first note
	if err = j.write(Note{Run: run, Target: target, State: "planned"}); err != nil {
		file.Close()
		return nil, fmt.Errorf("journal: %w", err)
	}
	return j, nil
}

// begin notes what will have to be undone, with one flush for all. It returns the
// id of the first; the others follow it.
func (j *Journal) begin(notes ...Note) (int, error) {
	if j == nil || len(notes) == 0 {
		return 0, nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	first := j.next
	for _, n := range notes {
		n.ID, n.State = j.next, "planned"
		j.next++
		if err := j.write(n); err != nil {
			return 0, err
		}
	}
	return first, j.commit(j.next - 1)
}

// commit returns when the note is on disk. Notes written while another
// goroutine waits for the disk share the next flush.
func (j *Journal) commit(id int) error {
	for j.synced <= id && j.failed == nil {
		if j.syncing {
			j.flushed.Wait()
			continue
		}
		j.syncing = true
		upTo := j.next
		j.mu.Unlock()
		err := j.file.Sync()
		j.mu.Lock()
		j.syncing = false
		if j.failed = err; err == nil {
			j.synced = upTo
		}
		j.flushed.Broadcast()
	}
	return j.failed
}

// settle replaces a note by one in which everything is known, now that there is
// an answer. It goes to the disk with the next flush: what is written outlives
// the process, and should the machine fail, the older note is there.
func (j *Journal) settle(n Note) error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	n.State = "planned"
	return j.write(n)
}

// finish notes that nothing is left to undo; a line that gets lost only makes
// a later sweep look for what is gone.
func (j *Journal) finish(id int, why string) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	_ = j.write(Note{ID: id, State: "finished", Why: why})
}

func (j *Journal) write(n Note) error {
	line, err := json.Marshal(n)
	if err != nil {
		return err
	}
	if form, found := j.Secrets.Find(line); found {
		return fmt.Errorf("the journal would hold a secret of this run (%s)", form)
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

// Close ends the journal.
func (j *Journal) Close() error {
	if j == nil {
		return nil
	}
	return j.file.Close()
}
