package reports

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Save writes the named formats, or all of them, into a folder that it creates
// if need be, and returns the files written. Each file appears whole or not at
// all, and one format that cannot be written does not keep the others away;
// the error names every file that is missing.
func Save(dir string, run *Run, formats ...string) ([]string, error) {
	chosen, errs := choose(formats)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, errors.Join(append(errs, fmt.Errorf("creating the folder for results: %w; name a writable folder with --out", err))...)
	}
	failed := make([]error, len(chosen))
	var writers sync.WaitGroup
	for i, f := range chosen { // side by side: each has a copy of its own
		writers.Go(func() { failed[i] = saveOne(filepath.Join(dir, f.File), run, f) })
	}
	writers.Wait()
	var written []string
	for i, f := range chosen {
		path := filepath.Join(dir, f.File)
		if failed[i] != nil {
			errs = append(errs, fmt.Errorf("writing %s: %w; make room and the folder writable, or name another with --out", path, failed[i]))
			continue
		}
		written = append(written, path)
	}
	return written, errors.Join(errs...)
}

func choose(names []string) (out []Format, errs []error) {
	all := Formats()
	if len(names) == 0 {
		return all, nil
	}
	var have []string
	byName := map[string]Format{}
	for _, f := range all {
		byName[f.Name] = f
		have = append(have, f.Name)
	}
	for _, name := range names {
		if f, ok := byName[name]; ok {
			out = append(out, f)
		} else {
			errs = append(errs, fmt.Errorf("no report format is called %q; there are %s", name, strings.Join(have, ", ")))
		}
	}
	return out, errs
}

// saveOne writes beside the destination and renames, so that a reader never
// meets half a report and an older one survives a failed write.
func saveOne(path string, run *Run, f Format) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+f.File+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	buf := bufio.NewWriter(tmp)
	if err := errors.Join(f.Write(buf, run), buf.Flush(), tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
