//go:build unix

package recording

import (
	"errors"
	"os"
	"syscall"
)

var errLocked = errors.New("the process that writes it is still going on")

// Lock keeps others from writing a file until it is closed or the process ends,
// however it ends. The error says that another process is at it.
func Lock(file *os.File) error {
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return errLocked
		}
		return nil // a file system without locks: better an unguarded file than none
	}
	return nil
}
