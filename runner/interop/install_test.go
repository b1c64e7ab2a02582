package interop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/Masterminds/semver/v3"
	"github.com/tidwall/gjson"
)

const (
	prismPackage = "@stoplight/prism-cli"
	prismVersion = "5.14.2"
	nodeVersions = ">= 18.20.1" // what the package asks for
)

// prism is an installed mock and the node that runs it.
type prism struct{ node, script string }

// install finds Prism in the user's cache, or lets npm put it there. The error
// is the reason why there is none.
func install(ctx context.Context) (prism, error) {
	node, err := suitableNode(ctx)
	if err != nil {
		return prism{}, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return prism{}, err
	}
	dir := filepath.Join(cache, "kbn-conformance", "npm", "prism-cli-"+prismVersion)
	if installed(dir) == prismVersion {
		return prism{node, scriptIn(dir)}, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return prism{}, errors.New("npm is not installed")
	}
	if err := os.RemoveAll(dir); err != nil {
		return prism{}, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return prism{}, err
	}
	// An installation that was interrupted must not be taken for a whole one.
	part, err := os.MkdirTemp(filepath.Dir(dir), "part-")
	if err != nil {
		return prism{}, err
	}
	defer os.RemoveAll(part)
	out, err := exec.CommandContext(ctx, npm, "install", "--prefix", part, "--no-audit", "--no-fund", prismPackage+"@"+prismVersion).CombinedOutput()
	if err != nil {
		return prism{}, fmt.Errorf("npm install %s@%s: %w: %s", prismPackage, prismVersion, err, lastLine(out))
	}
	if err := os.Rename(part, dir); err != nil {
		return prism{}, err
	}
	if got := installed(dir); got != prismVersion {
		return prism{}, fmt.Errorf("npm installed version %q of %s, want %s", got, prismPackage, prismVersion)
	}
	return prism{node, scriptIn(dir)}, nil
}

func suitableNode(ctx context.Context) (string, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return "", errors.New("node is not installed")
	}
	out, err := exec.CommandContext(ctx, node, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("node --version: %w", err)
	}
	return node, suits(strings.TrimSpace(string(out)))
}

func suits(version string) error {
	wanted, err := semver.NewConstraint(nodeVersions)
	if err != nil {
		return err
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		return fmt.Errorf("node says it is version %q: %w", version, err)
	}
	if !wanted.Check(v) {
		return fmt.Errorf("node is %s, and Prism wants %s", version, nodeVersions)
	}
	return nil
}

func packageIn(dir string) string {
	return filepath.Join(dir, "node_modules", filepath.FromSlash(prismPackage))
}

func scriptIn(dir string) string { return filepath.Join(packageIn(dir), "dist", "index.js") }

// installed is the version of Prism in the folder; empty if there is none.
func installed(dir string) string {
	data, err := os.ReadFile(filepath.Join(packageIn(dir), "package.json"))
	if err != nil {
		return ""
	}
	return gjson.GetBytes(data, "version").Str
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

func TestNodeMustBeRecentEnough(t *testing.T) {
	for version, fits := range map[string]bool{"v20.20.2": true, "v18.20.1": true, "v18.19.0": false, "v16.0.0": false, "twenty": false} {
		if err := suits(version); (err == nil) != fits {
			t.Errorf("%s: %v, want it to suit: %v", version, err, fits)
		}
	}
}
