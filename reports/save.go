package reports

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Create makes one file of what write writes, whole or not at all. Its error
// names the file.
type Create func(path string, write func(io.Writer) error) error

// Save writes the named formats, or the usual ones, into a folder that it creates
// if need be, and returns the files written. One format that cannot be written
// does not keep the others away; the error names every file that is missing.
func Save(dir string, run *Run, create Create, formats ...string) ([]string, error) {
	chosen, errs := choose(formats)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, errors.Join(append(errs, fmt.Errorf("creating the folder for results: %w; name a writable folder with --out", err))...)
	}
	failed := make([]error, len(chosen))
	var writers sync.WaitGroup
	for i, f := range chosen { // side by side: each has a copy of its own
		writers.Go(func() {
			failed[i] = create(filepath.Join(dir, f.File), func(w io.Writer) error { return f.Write(w, run) })
		})
	}
	writers.Wait()
	var written []string
	for i, f := range chosen {
		path := filepath.Join(dir, f.File)
		if failed[i] != nil {
			errs = append(errs, failed[i])
			continue
		}
		written = append(written, path)
	}
	return written, errors.Join(errs...)
}

func choose(names []string) (out []Format, errs []error) {
	all := Formats()
	if len(names) == 0 {
		return slices.DeleteFunc(all, func(f Format) bool { return f.OnRequest }), nil
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
