package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Log is the file in which a recording grows, one exchange per line. A line is
// with the operating system before Append returns, so that it survives the end
// of this process, however it ends; on disk it is by the next flush.
type Log struct {
	file    *os.File
	every   time.Duration
	appends chan *pending
	ended   chan error
}

// pending is a line that waits to be written.
type pending struct {
	line []byte
	done chan error
}

// OpenLog begins or continues a file. It is flushed to disk at an interval, or,
// when that is 0, before an Append returns.
func OpenLog(path string, head recording.Meta, every time.Duration) (*Log, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := recording.Lock(file); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w; choose another --out", path, err)
	}
	if err := begin(file, head); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	l := &Log{file: file, every: every, appends: make(chan *pending, 256), ended: make(chan error, 1)}
	go func() { l.ended <- l.write() }()
	return l, nil
}

// begin writes the head of a new file, or mends the end of an old one: what a
// killed process left of a line was never acknowledged.
func begin(file *os.File, head recording.Meta) error {
	old, err := recording.Each(file, func(recording.Exchange) error { return errEnough })
	switch end, _ := file.Seek(0, io.SeekEnd); {
	case end == 0:
		line, err := recording.HeadLine(head)
		if err == nil {
			_, err = file.Write(line)
		}
		return err
	case err != nil && !errors.Is(err, errEnough):
		return fmt.Errorf("it is no recording of this command (%w); choose another --out", err)
	case old.Target != head.Target:
		return fmt.Errorf("it is a recording of %q; choose another --out for %s", old.Target, head.Target)
	default:
		whole, err := lastBreak(file, end)
		if err != nil {
			return err
		}
		if err := file.Truncate(whole); err != nil {
			return err
		}
		_, err = file.Seek(whole, io.SeekStart)
		return err
	}
}

var errEnough = errors.New("enough")

// lastBreak is the offset after the last line break.
func lastBreak(file *os.File, end int64) (int64, error) {
	block := make([]byte, 64<<10)
	for at := end; at > 0; {
		from := max(at-int64(len(block)), 0)
		n, err := file.ReadAt(block[:at-from], from)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if i := bytes.LastIndexByte(block[:n], '\n'); i >= 0 {
			return from + int64(i) + 1, nil
		}
		at = from
	}
	return 0, nil
}

// Append adds an exchange.
func (l *Log) Append(x recording.Exchange) error {
	line, err := recording.Line(x)
	if err != nil {
		return err
	}
	p := &pending{line, make(chan error, 1)}
	l.appends <- p
	return <-p.done
}

// Close writes what is pending and flushes.
func (l *Log) Close() error {
	close(l.appends)
	return errors.Join(<-l.ended, l.file.Close())
}

// write takes lines as they come; what came together is written together and,
// where each waits for the disk, flushed together.
func (l *Log) write() error {
	dirty := false
	var tick <-chan time.Time
	if l.every > 0 {
		ticker := time.NewTicker(l.every)
		defer ticker.Stop()
		tick = ticker.C
	}
	for {
		select {
		case <-tick:
			if dirty {
				dirty = l.file.Sync() != nil
			}
		case first, more := <-l.appends:
			if !more {
				return l.file.Sync()
			}
			batch := l.batch(first)
			err := l.put(batch)
			if err == nil && l.every == 0 {
				err = l.file.Sync()
			}
			dirty = true
			for _, p := range batch {
				p.done <- err
			}
		}
	}
}

func (l *Log) batch(first *pending) []*pending {
	batch := []*pending{first}
	for len(batch) < cap(l.appends) {
		select {
		case p, more := <-l.appends:
			if !more {
				return batch
			}
			batch = append(batch, p)
		default:
			return batch
		}
	}
	return batch
}

// put writes a batch at the end. When that fails midway, what was written of it
// is taken back: a line must not begin within another.
func (l *Log) put(batch []*pending) error {
	var lines []byte
	for _, p := range batch {
		lines = append(lines, p.line...)
	}
	before, err := l.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err = l.file.Write(lines); err != nil {
		_, back := l.file.Seek(before, io.SeekStart)
		return errors.Join(err, l.file.Truncate(before), back)
	}
	return nil
}
