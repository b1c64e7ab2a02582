package play

import (
	"errors"
	"io/fs"
	"os"
	"strings"
)

// keepUnfinished moves the journal of an earlier run aside when that run did
// not undo everything: it is the only record of what was left on the target.
func keepUnfinished(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	u, err := ReadJournal(path)
	if u.Alive() {
		return errors.New("another run writes to it; choose another --out")
	}
	if u.Run == "" { // empty, or no journal at all: nothing was created by it
		return nil
	}
	if err != nil || len(u.Notes) == 0 {
		return err
	}
	return os.Rename(path, strings.TrimSuffix(path, ".jsonl")+"-"+u.Run+".jsonl")
}
