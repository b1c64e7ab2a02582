package reports

import (
	"bytes"
	"reflect"
	"time"
)

// Canonical is a run without what two judgements of the same exchanges may
// differ in: when and how fast it was, by which build of this program, and from
// which file. Two runs conform alike exactly when these bytes are equal.
func Canonical(run *Run) ([]byte, error) {
	var b bytes.Buffer
	err := WriteJSON(&b, bare(run))
	return b.Bytes(), err
}

// SameVerdicts reports whether the canonical forms of two runs are equal,
// without writing them where that can be seen before.
func SameVerdicts(a, b *Run) (bool, error) {
	if reflect.DeepEqual(bare(a), bare(b)) {
		return true, nil
	}
	x, err := Canonical(a)
	if err != nil {
		return false, err
	}
	y, err := Canonical(b)
	return bytes.Equal(x, y), err
}

func bare(run *Run) *Run {
	out := *run
	out.Started, out.Duration, out.Load = time.Time{}, 0, Load{}
	out.Tool.Version = ""
	out.Cases = append([]Case(nil), run.Cases...)
	for i := range out.Cases {
		out.Cases[i].Duration = 0
	}
	return &out
}
