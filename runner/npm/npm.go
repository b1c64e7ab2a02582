// Package npm puts a package from npm into the user's cache, once, so that
// tests can use software that others wrote. Only tests use it.
package npm

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/tidwall/gjson"
)

// Install returns the folder of a package, which it installs if need be. The
// error is the reason why there is none.
func Install(ctx context.Context, name, version string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "kbn-conformance", "npm", filepath.Base(name)+"-"+version)
	home := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
	if installed(home) == version {
		return home, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errors.New("npm is not installed")
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	// An installation that was interrupted must not be taken for a whole one.
	part, err := os.MkdirTemp(filepath.Dir(dir), "part-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(part)
	out, err := exec.CommandContext(ctx, npm, "install", "--prefix", part, "--no-audit", "--no-fund", name+"@"+version).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("npm install %s@%s: %w: %s", name, version, err, lastLine(out))
	}
	if err := os.Rename(part, dir); err != nil && installed(home) != version { // or another process was faster
		return "", err
	}
	if got := installed(home); got != version {
		return "", fmt.Errorf("npm installed version %q of %s, want %s", got, name, version)
	}
	return home, nil
}

// installed is the version of the package in its folder; empty if there is none.
func installed(home string) string {
	data, err := os.ReadFile(filepath.Join(home, "package.json"))
	if err != nil {
		return ""
	}
	return gjson.GetBytes(data, "version").Str
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}
