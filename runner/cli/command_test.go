//go:build unix

package cli

import (
	"strings"
	"testing"
	"time"
)

// A command that hangs, or that prints without end, ends all the same.
func TestCredentialCommandsAreBounded(t *testing.T) {
	w := World{Environ: []string{"PATH=/usr/bin:/bin", "KEPT=canary-kept"}}
	begun := time.Now()
	for line, want := range map[string]string{
		"sleep 60; echo canary-late":          "no credentials within 50ms",
		"cat /dev/zero":                       "no credentials within 50ms",
		"head -c 70000 /dev/zero":             "more than 65536 bytes",
		"no-such-program-canary":              "ended with exit status 127",
		"kill -9 $$":                          "ended with signal: killed",
		"printf 'canary-one\\ncanary-two\\n'": "more than one line",
	} {
		within := 10 * time.Second
		if strings.Contains(want, "50ms") {
			within = 50 * time.Millisecond
		}
		login, err := commandLogin(t.Context(), w, line, within)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") || login.Authorization != "" {
			t.Errorf("%s: %v", line, err)
		}
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
	login, err := commandLogin(t.Context(), w, "echo bearer $KEPT", time.Minute)
	if err != nil || login.Authorization != "bearer canary-kept" {
		t.Errorf("%v", err)
	}
}
