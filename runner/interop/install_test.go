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

// npmPackage is a program that npm installs, in one version.
type npmPackage struct {
	name, version string
	script        string // that node runs, inside the package
	wants         string // versions of node, as the package says
}

var prismPackage = npmPackage{"@stoplight/prism-cli", "5.14.2", "dist/index.js", ">= 18.20.1"}

// node is an installed program of npm, and the node that runs it.
type node struct{ node, script string }

// prism is an installed mock.
type prism node

func install(ctx context.Context) (prism, error) {
	p, err := prismPackage.install(ctx)
	return prism(p), err
}

// install finds the package in the user's cache, or lets npm put it there. The
// error is the reason why there is none.
func (p npmPackage) install(ctx context.Context) (node, error) {
	runs, err := p.suitableNode(ctx)
	if err != nil {
		return node{}, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return node{}, err
	}
	dir := filepath.Join(cache, "kbn-conformance", "npm", filepath.Base(p.name)+"-"+p.version)
	there := node{runs, filepath.Join(p.in(dir), filepath.FromSlash(p.script))}
	if p.installed(dir) {
		return there, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return node{}, errors.New("npm is not installed")
	}
	if err := os.RemoveAll(dir); err != nil {
		return node{}, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return node{}, err
	}
	// An installation that was interrupted must not be taken for a whole one.
	part, err := os.MkdirTemp(filepath.Dir(dir), "part-")
	if err != nil {
		return node{}, err
	}
	defer os.RemoveAll(part)
	out, err := exec.CommandContext(ctx, npm, "install", "--prefix", part, "--no-audit", "--no-fund", p.name+"@"+p.version).CombinedOutput()
	if err != nil {
		return node{}, fmt.Errorf("npm install %s@%s: %w: %s", p.name, p.version, err, lastLine(out))
	}
	if err := os.Rename(part, dir); err != nil {
		return node{}, err
	}
	if !p.installed(dir) {
		return node{}, fmt.Errorf("npm installed something else than version %s of %s", p.version, p.name)
	}
	return there, nil
}

func (p npmPackage) suitableNode(ctx context.Context) (string, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return "", errors.New("node is not installed")
	}
	out, err := exec.CommandContext(ctx, node, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("node --version: %w", err)
	}
	return node, p.suits(strings.TrimSpace(string(out)))
}

func (p npmPackage) suits(version string) error {
	wanted, err := semver.NewConstraint(p.wants)
	if err != nil {
		return err
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		return fmt.Errorf("node says it is version %q: %w", version, err)
	}
	if !wanted.Check(v) {
		return fmt.Errorf("node is %s, and %s wants %s", version, p.name, p.wants)
	}
	return nil
}

// in is the folder of the package.
func (p npmPackage) in(dir string) string {
	return filepath.Join(dir, "node_modules", filepath.FromSlash(p.name))
}

// installed reports whether the folder holds the version.
func (p npmPackage) installed(dir string) bool {
	data, err := os.ReadFile(filepath.Join(p.in(dir), "package.json"))
	return err == nil && gjson.GetBytes(data, "version").Str == p.version
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

func TestNodeMustBeRecentEnough(t *testing.T) {
	for version, fits := range map[string]bool{"v20.20.2": true, "v18.20.1": true, "v18.19.0": false, "v16.0.0": false, "twenty": false} {
		if err := prismPackage.suits(version); (err == nil) != fits {
			t.Errorf("%s: %v, want it to suit: %v", version, err, fits)
		}
	}
}
