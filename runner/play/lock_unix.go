//go:build unix

package play

import (
	"errors"
	"os"
	"syscall"
)

var errLocked = errors.New("the run that writes it is still going on")

// lock keeps others from a journal until the file is closed or the process ends,
// however it ends.
func lock(file *os.File) error {
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return errLocked
		}
		return nil // a file system without locks: better a journal than none
	}
	return nil
}
