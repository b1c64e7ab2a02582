package cli

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
)

// oneUnderTwo judges one recording under the contracts of two versions.
func (l *compareLoader) oneUnderTwo(path string, versions []string) (b, a compare.Side, err error) {
	s, err := l.side(path)
	if err != nil {
		return b, a, err
	}
	if !s.Recorded {
		return b, a, usage("%s: --contracts judges a recording anew, and there is no exchanges.har beside it; give the folder of a run, or a HAR file", path)
	}
	sides := make([]compare.Side, 2)
	for i, v := range versions {
		run, err := l.judge(s, own(&s), l.specs[i], v)
		if err != nil {
			return b, a, err
		}
		if len(run.Cases) == 0 {
			return b, a, usage("%s: no request is one of an operation of the contract, so there is nothing to judge", path)
		}
		sides[i] = compare.Side{Name: path + " as Kibana " + v, Run: run}
		if n := unasked(run); n > 0 {
			l.conditions = append(l.conditions, fmt.Sprintf("%s of Kibana %s %s not judged: only what a Kibana %s has was asked when this was recorded; run --kibana-version %s asks the rest",
				reports.Plural(n, "requirement"), v, reports.Verb(n, "be"), s.Meta.Server.Version, v))
		}
	}
	return sides[0], sides[1], nil
}

func unasked(run *reports.Run) (n int) {
	for _, c := range run.Cases {
		if c.Outcome == reports.Skipped && c.Reason == verify.Unasked {
			n++
		}
	}
	return n
}

// vetContracts refuses versions of which the contract says nothing: judged as one
// of those, nothing would apply, and nothing would have changed.
func vetContracts(versions []string) error {
	if len(versions) != 2 {
		return usage("--contracts %s: want two versions with a comma between, for example 8.18.1,9.1.0", strings.Join(versions, ","))
	}
	var releases []*semver.Version
	for _, v := range versions {
		release, err := plan.Release(v)
		if err != nil || v == "" {
			return usage("--contracts %q: want versions of a form like 9.1.0", v)
		}
		if fixtures.Beyond(v) != "" {
			return usage("--contracts %s: the contract knows Kibana %s to %s", v, fixtures.OldestVersion, fixtures.ContractVersion)
		}
		releases = append(releases, release)
	}
	if releases[0].Equal(releases[1]) {
		return usage("--contracts %s: both are one version; want two", strings.Join(versions, ","))
	}
	return nil
}
