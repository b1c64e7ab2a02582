package cli

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"runtime"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// Limits of a command that prints credentials.
const (
	commandTime   = 30 * time.Second
	commandOutput = 64 << 10
)

// commandLogin runs a command, of a vault for example, that prints the API key or
// a whole Authorization value. Nothing of its output is ever shown.
func commandLogin(ctx context.Context, w World, line string, within time.Duration) (target.Login, error) {
	ctx, stop := context.WithTimeout(ctx, within)
	defer stop()
	shell := []string{"sh", "-c", line}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C", line}
	}
	var out limited
	c := exec.CommandContext(ctx, shell[0], shell[1:]...)
	c.Env, c.Stdout, c.WaitDelay = w.Environ, &out, time.Second
	err := c.Run()
	var ended *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return target.Login{}, usage("--credential-command: no credentials within %s; run it by hand to see what it waits for", within)
	case errors.As(err, &ended):
		return target.Login{}, usage("--credential-command: it ended with %s; run it by hand to see why", ended.ProcessState)
	case err != nil:
		return target.Login{}, usage("--credential-command: %w", err)
	}
	if out.full {
		return target.Login{}, usage("--credential-command: it printed more than %d bytes; want an API key or an Authorization value", commandOutput)
	}
	return authorization(out.text.String(), "the output of --credential-command")
}

// limited keeps the beginning of what is written to it.
type limited struct {
	text bytes.Buffer
	full bool
}

func (l *limited) Write(p []byte) (int, error) {
	if room := commandOutput - l.text.Len(); len(p) > room {
		l.full = true
		l.text.Write(p[:room])
		return len(p), nil
	}
	return l.text.Write(p)
}
