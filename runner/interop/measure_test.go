package interop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"
)

// measuring makes the test binary a stopwatch for one command: a process inherits
// the memory peak of the one that starts it, and that of a benchmark is large.
const measuring = "INTEROP_MEASURES"

func TestMain(m *testing.M) {
	if os.Getenv(measuring) != "" {
		os.Exit(stopwatch(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// cost is what a process took that has ended.
type cost struct {
	Wall, CPU time.Duration
	Peak      int64  // of memory, in bytes
	Code      int    // exit code
	Said      string // standard output and error
}

// stopwatch runs a command and writes what it took.
func stopwatch(command []string) int {
	var said bytes.Buffer
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = &said, &said
	begun := time.Now()
	err := cmd.Run()
	c := cost{Wall: time.Since(begun), Code: cmd.ProcessState.ExitCode(), Said: said.String()}
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	c.CPU, c.Peak = cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime(), usage.Maxrss*1024
	if err := json.NewEncoder(os.Stdout).Encode(c); err != nil {
		return 1
	}
	return 0
}

// measure runs a command to its end, in a folder of its own.
func measure(ctx context.Context, t testing.TB, dir string, environment []string, command ...string) cost {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, command...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(os.Environ(), environment, []string{measuring + "=1"})
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	var c cost
	if err == nil {
		err = json.Unmarshal(out, &c)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s", command[0], err, out)
	}
	return c
}

// middle is the median of what several rounds gave.
func middle[T ~int64](rounds []cost, of func(cost) T) T {
	values := make([]T, len(rounds))
	for i, c := range rounds {
		values[i] = of(c)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
