package play

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
)

// keepUnfinished moves the journal of an earlier run aside when that run did
// not undo everything: it is the only record of what was left on the target.
func keepUnfinished(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	run, open := "", map[int]bool{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var n Note
		if json.Unmarshal(lines.Bytes(), &n) != nil {
			continue // the last line of a killed run may be cut
		}
		if n.Run != "" {
			run = n.Run
		} else {
			open[n.ID] = n.State == "planned"
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	for _, unfinished := range open {
		if unfinished {
			return os.Rename(path, strings.TrimSuffix(path, ".jsonl")+"-"+run+".jsonl")
		}
	}
	return nil
}
