package interop

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/Masterminds/semver/v3"

	"github.com/kbn-conformance/kbn-conformance/runner/npm"
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
	home, err := npm.Install(ctx, p.name, p.version)
	if err != nil {
		return node{}, err
	}
	return node{runs, filepath.Join(home, filepath.FromSlash(p.script))}, nil
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

func TestNodeMustBeRecentEnough(t *testing.T) {
	for version, fits := range map[string]bool{"v20.20.2": true, "v18.20.1": true, "v18.19.0": false, "v16.0.0": false, "twenty": false} {
		if err := prismPackage.suits(version); (err == nil) != fits {
			t.Errorf("%s: %v, want it to suit: %v", version, err, fits)
		}
	}
}
