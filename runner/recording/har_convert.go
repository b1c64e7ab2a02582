package recording

import (
	"errors"
	"fmt"
	"io"
)

// Convert writes a recording in lines as HAR, one exchange at a time. It reads
// the lines twice: what the head says comes first in a HAR.
func Convert(w io.Writer, lines io.ReadSeeker) error {
	enough := errors.New("enough")
	meta, err := Each(lines, func(Exchange) error { return enough })
	if err != nil && !errors.Is(err, enough) {
		return err
	}
	if _, err := lines.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	out, err := beginHAR(w, meta)
	if err != nil {
		return err
	}
	if _, err := Each(lines, out.add); err != nil {
		return err
	}
	return out.end()
}
