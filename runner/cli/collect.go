package cli

import (
	"cmp"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// judgedAs is the version whose contract applies.
func (s *sitting) judgedAs() string {
	if s.options.choice.version != "" {
		return s.options.choice.version + " (stated)"
	}
	return cmp.Or(s.target.version, fixtures.ContractVersion)
}

// meta is everything that the exchanges do not show: the head of the recording,
// from which verify gives the same verdicts.
func (s *sitting) meta(session *play.Session, ended string) recording.Meta {
	lasted := time.Since(s.begun)
	m := recording.Meta{
		Tool: "kbn-conformance", Version: version(), Run: s.plan.Run, Seed: s.options.seed, Target: s.target.client.Base(),
		Contract: "kibana " + fixtures.ContractVersion, Digest: s.contract.digest(), Config: s.config(), Begun: s.begun.UTC(), Lasted: lasted,
		Server: s.target.server(),
		Unsent: session.Unsent(), Undo: session.Undone(), Conditions: s.target.conditions, Expected: s.expected,
	}
	if gone := session.Gone(); gone != "" {
		m.Interrupted = append(m.Interrupted, gone)
	}
	if ended != "" {
		m.Interrupted = append(m.Interrupted, ended)
	}
	return m
}

// config is what was asked for, so that a second person can ask the same.
func (s *sitting) config() map[string]string {
	o := s.options
	out := map[string]string{
		"mode": o.mode, "level": o.level, "concurrency": strconv.Itoa(o.concurrency), "seed": strconv.FormatInt(o.seed, 10), "timeout": o.timeout.String(),
		"unprivileged": strconv.FormatBool(s.target.unprivileged), "insecure": strconv.FormatBool(o.insecure),
	}
	for name, value := range o.limits.config() {
		out[name] = value
	}
	if proxy := s.target.client.Proxy(); proxy != "" {
		out["proxy"] = proxy
	}
	if names := s.target.client.ExtraHeaders(); len(names) > 0 {
		out["extra-headers"] = strings.Join(names, ",") // without their values
	}
	if o.minCoverage > 0 {
		out["min-coverage"] = strconv.Itoa(o.minCoverage)
	}
	if o.shard != "" { // the shards of one run share it
		out["run-id"] = s.plan.Run
	}
	if o.command != "" {
		out["credential-command"] = "(not kept)" // it may hold what opens the vault
	}
	for key, value := range map[string]string{
		"expected-failures": o.deviations.file, "space": s.target.server().Space, "filter": o.filter, "case": strings.Join(o.cases, ","), "allow": strings.Join(o.allow, ","),
		"kibana-version": o.choice.version, "shard": o.shard, "header": o.shownHeaders(s.target.client.Redactor()),
		"header-file": o.headerFile, "api-key-file": o.apiKeyFile, "unprivileged-api-key-file": o.unprivilegedFile, "ca": o.ca, "cert": o.cert, "key": o.key,
	} {
		if value != "" {
			out[key] = value
		}
	}
	o.source.config(out)
	return out
}

// saveRecording writes the exchanges, redacted since they were recorded.
func (s *sitting) saveRecording(meta recording.Meta, exchanges []recording.Exchange) error {
	return s.files().Write(filepath.Join(s.options.out, recordingFile), recordingOf(meta, exchanges))
}
