// Package output writes the files of the program. Each appears whole or not at
// all, and none with a secret of the run in it: what is written is looked
// through before the file gets its name. It knows no format.
//
// A command that writes a file makes one Files from the redactor of its client
// (or from one that it builds of the secrets that it was given) and gives every
// file to Write:
//
//	files := output.Files{Redactor: client.Redactor()}
//	err := files.Write(filepath.Join(dir, "compare.html"), func(w io.Writer) error { return page(w, result) })
//
// reports.Save takes files.Write as an argument. A command that knows no secrets
// uses the zero Files.
package output

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Files writes files; the zero value knows no secrets.
type Files struct {
	Redactor *recording.Redactor // knows the secrets that no file may hold
	Words    []string            // secrets that files hold anyway, since they are ordinary words; see Redactor.Wordlike
}

// Leak says that a file was not written, since it would have held a secret.
type Leak struct {
	File string
	Form string // the spelling in which the secret stood there
}

func (l *Leak) Error() string {
	return fmt.Sprintf("writing %s: it would have held a secret of this run (%s), so it was removed; that is a fault of this program, please report it", l.File, l.Form)
}

// Write makes a file of what write writes. It goes to a hidden file beside the
// destination first, so that a reader never meets half a file and an older one
// survives a failed write; a *Leak removes the older one too, which would speak
// for a run that it does not belong to.
func (f Files) Write(path string, write func(io.Writer) error) error {
	err := f.write(path, write)
	if err != nil && !errors.As(err, new(*Leak)) {
		return fmt.Errorf("writing %s: %w; make room and the folder writable, or name another place", path, err)
	}
	return err
}

func (f Files) write(path string, write func(io.Writer) error) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		if at := new(fs.PathError); errors.As(err, &at) { // the name of the hidden file helps nobody
			err = at.Err
		}
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	scan := f.Redactor.Scanner(tmp, f.Words...)
	buf := bufio.NewWriterSize(scan, 64<<10)
	if err := errors.Join(write(buf), buf.Flush(), tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if form, found := scan.Found(); found {
		return errors.Join(&Leak{path, form}, remove(path))
	}
	return os.Rename(tmp.Name(), path)
}

func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
