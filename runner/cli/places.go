package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// writable makes the folder and proves that files can be made in it, before
// anything is sent whose result would get lost.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("--out %s: %w; choose a folder that can be written", dir, err)
	}
	if err := trial(dir); err != nil {
		return fmt.Errorf("--out %s: %w; choose a folder that can be written", dir, err)
	}
	return nil
}

// trial makes a file in a folder and removes it again.
func trial(dir string) error {
	f, err := os.CreateTemp(dir, ".writable-*")
	if at := new(fs.PathError); errors.As(err, &at) { // whose name nobody knows
		return at.Err
	}
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

// claim makes a folder ready for the reports of a run, which no other run can
// write to until the file is closed.
func claim(dir string) (*os.File, error) {
	if err := writable(dir); err != nil {
		return nil, err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("--out %s: %w; choose another folder", dir, err)
	}
	if err = recording.Lock(folder); err != nil {
		err = fmt.Errorf("--out %s: %w; choose another folder", dir, err)
	} else {
		err = forget(dir)
	}
	if err != nil {
		folder.Close()
	}
	return folder, err
}

// placeable proves that a file can be made where a flag names it, before anything
// is sent of which it would tell.
func placeable(flag, path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return usage("--%s %s: it is a folder; name a file", flag, path)
	}
	if err := trial(filepath.Dir(path)); err != nil {
		return usage("--%s %s: no file can be made in %s: %w; name another", flag, path, filepath.Dir(path), err)
	}
	return nil
}

// forget removes the reports of an earlier run, which would speak for this one
// should it end early.
func forget(dir string) error {
	stale := []string{recordingFile, reports.BadgeSVG, reports.BadgeJSON}
	for _, f := range reports.Formats() {
		stale = append(stale, f.File)
	}
	for _, name := range stale {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("--out %s: the report of an earlier run stays: %w; choose another folder", dir, err)
		}
	}
	return nil
}
