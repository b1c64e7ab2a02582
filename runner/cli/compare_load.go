package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
)

// compareLoader reads the two sides of a comparison.
type compareLoader struct {
	ctx        context.Context
	contract   *contract
	recordings map[string]string // file by name of the side
	specs      [2]string         // OpenAPI document of each side, if given
	conditions []string
}

// two reads BEFORE and AFTER, and judges anew what was not judged alike.
func (l *compareLoader) two(before, after string) (b, a compare.Side, err error) {
	if sameFile(before, after) {
		return b, a, usage("BEFORE and AFTER are the same: %s; give two runs or two recordings", before)
	}
	if b, err = l.side(before); err != nil {
		return b, a, err
	}
	if a, err = l.side(after); err != nil {
		return b, a, err
	}
	switch {
	case same(b, a):
		return b, a, usage("BEFORE and AFTER hold the same run (%s): one is a copy of the other", identity(b))
	case (b.Run == nil) != (a.Run == nil) && b.Recorded != a.Recorded:
		return b, a, usage("%s is %s and %s is %s: give two of a kind; the folder of a run holds both", before, kind(b), after, kind(a))
	}
	return b, a, l.judgeAlike(&b, &a)
}

// same reports whether both sides hold one run, or one recording.
func same(b, a compare.Side) bool {
	if b.Run != nil && a.Run != nil {
		return b.Run.ID == a.Run.ID && b.Run.Started.Equal(a.Run.Started)
	}
	if b.Meta.Run != "" || a.Meta.Run != "" {
		return b.Meta.Run == a.Meta.Run
	}
	if len(b.Exchanges) != len(a.Exchanges) {
		return false
	}
	for i, x := range b.Exchanges {
		y := a.Exchanges[i]
		if !x.Started.Equal(y.Started) || x.Request.URL != y.Request.URL || (x.Response == nil) != (y.Response == nil) ||
			x.Response != nil && !bytes.Equal(x.Response.Body, y.Response.Body) {
			return false
		}
	}
	return len(b.Exchanges) > 0
}

func identity(s compare.Side) string {
	if s.Run != nil {
		return s.Run.ID
	}
	if s.Meta.Run != "" {
		return s.Meta.Run
	}
	return "a recording"
}

func kind(s compare.Side) string {
	if s.Run != nil {
		return "a run.json without its recording"
	}
	return "a recording"
}

// side reads a folder of a run, a run.json or a HAR file.
func (l *compareLoader) side(path string) (compare.Side, error) {
	s := compare.Side{Name: path}
	info, err := os.Stat(path)
	if err != nil {
		return s, usage("%w; want a folder that `run` wrote, a run.json or a HAR file", err)
	}
	if info.IsDir() {
		return l.folder(path)
	}
	isRun, err := looksLikeRun(path)
	switch {
	case err != nil:
		return s, usage("%w", err)
	case isRun:
		return l.run(path, filepath.Join(filepath.Dir(path), "exchanges.har"), path)
	}
	return l.har(path)
}

func (l *compareLoader) folder(dir string) (compare.Side, error) {
	run, har := filepath.Join(dir, "run.json"), filepath.Join(dir, "exchanges.har")
	_, noRun := os.Stat(run)
	_, noHAR := os.Stat(har)
	switch {
	case noRun == nil:
		return l.run(run, har, dir)
	case noHAR == nil:
		s, err := l.har(har)
		s.Name, l.recordings[dir] = dir, har
		return s, err
	}
	return compare.Side{}, usage("%s holds neither run.json nor exchanges.har: want a folder that `run` wrote", dir)
}

// run reads a run and the recording beside it; a recording of another run is
// left behind by somebody, and is not used.
func (l *compareLoader) run(path, har, name string) (compare.Side, error) {
	s := compare.Side{Name: name}
	file, err := os.Open(path)
	if err != nil {
		return s, usage("%w", err)
	}
	defer file.Close()
	if s.Run, err = reports.ReadJSON(file); err != nil {
		return s, usage("%s: %w", path, err)
	}
	recorded, err := l.har(har)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, nil
	case err != nil:
		return s, err
	case recorded.Meta.Run != s.Run.ID:
		return s, usage("%s is of the run %s, %s of the run %s: put together what belongs together", har, orUnknown(recorded.Meta.Run), path, s.Run.ID)
	}
	l.recordings[name] = har
	s.Meta, s.Exchanges, s.Recorded = recorded.Meta, recorded.Exchanges, true
	return s, nil
}

func orUnknown(id string) string {
	if id == "" {
		return "of another program"
	}
	return id
}

// har reads a recording.
func (l *compareLoader) har(path string) (compare.Side, error) {
	s := compare.Side{Name: path}
	file, err := os.Open(path)
	if err != nil {
		return s, usage("%w", err)
	}
	defer file.Close()
	var slim compare.Slim
	s.Meta, err = recording.Each(file, func(x recording.Exchange) error {
		if x.Step == "" { // of another program, and judged from the file if at all
			x = slim.Exchange(x)
		}
		s.Exchanges = append(s.Exchanges, x)
		return l.ctx.Err()
	})
	if err != nil {
		return s, usage("%s: %w", path, err)
	}
	s.Recorded, l.recordings[path] = true, path
	if s.Meta.Cut {
		l.conditions = append(l.conditions, fmt.Sprintf("the last line of %s was not whole and was left out", path))
	}
	return s, nil
}

// looksLikeRun tells a run.json from a recording by its beginning.
func looksLikeRun(path string) (bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	head := make([]byte, 4<<10)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, fmt.Errorf("%s: the file is empty", path)
	}
	text := string(head[:n])
	return strings.Contains(text, `"schema"`) && !strings.Contains(text, `"log"`), nil
}

// judgeAlike judges the recordings of both sides by the contract of this
// program where that is the only way to compare requirements.
func (l *compareLoader) judgeAlike(b, a *compare.Side) error {
	if b.Run != nil && a.Run != nil && (b.Run.Tool.Digest == a.Run.Tool.Digest || !b.Recorded || !a.Recorded) {
		return nil
	}
	if b.Run != nil && a.Run != nil && (b.Run.Config["spec"] != "" || a.Run.Config["spec"] != "") {
		l.conditions = append(l.conditions, "each run was judged by the OpenAPI document that it was planned with, and they are not the same")
		return nil
	}
	for i, s := range []*compare.Side{b, a} {
		run, err := l.judge(*s, own(b) && own(a), l.specs[i], "")
		if err != nil {
			return err
		}
		s.Run = run
	}
	if len(b.Run.Cases) == 0 || len(a.Run.Cases) == 0 {
		b.Run, a.Run = nil, nil // nothing of the contract: behaviour is all there is to compare
		return nil
	}
	l.conditions = append(l.conditions, "both recordings were judged by the contract of this program, kbn-conformance "+version())
	return nil
}

// judge judges a recording: case by case, or exchange by exchange when it is
// not one of this program, or compared with one that is not; as a version, if one
// is given, by all that the recording can speak of.
func (l *compareLoader) judge(s compare.Side, byCase bool, spec, as string) (*reports.Run, error) {
	contract := l.contract
	var err error
	if planned := s.Meta.Config["spec"]; planned != "" && byCase {
		if spec == "" {
			remedy := "give that document, or one of each version, with --before-spec and --after-spec"
			if as == "" {
				remedy += ", or compare the folders of the runs"
			}
			return nil, usage("%s: its run was planned with --spec %s; %s", s.Name, planned, remedy)
		}
		if contract, err = contract.recorded(source{spec: spec}, s.Meta); err != nil {
			return nil, err
		}
	}
	var run *reports.Run
	if byCase {
		run, err = verify.Own(l.ctx, contract.whole(), s.Meta, s.Exchanges, verify.Options{Present: true, Version: as, Asked: as != ""})
	} else {
		open := func() (io.ReadCloser, error) { return os.Open(l.recordings[s.Name]) }
		run, err = verify.Foreign(l.ctx, contract.whole(), open, verify.Options{File: filepath.Base(l.recordings[s.Name]), Tool: version(), Version: as})
	}
	if err != nil {
		return nil, usage("%s: %w", s.Name, err)
	}
	return run, nil
}

// own recordings can be judged case by case.
func own(s *compare.Side) bool { return s.Recorded && s.Meta.Run != "" && s.Meta.Config["mode"] != "" }
