package cli

import (
	"cmp"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// judgedAs is the version whose contract applies.
func (s *sitting) judgedAs() string { return cmp.Or(s.target.version, fixtures.ContractVersion) }

// meta is everything that the exchanges do not show: the head of the recording,
// from which verify gives the same verdicts.
func (s *sitting) meta(session *play.Session, interrupted bool) recording.Meta {
	m := recording.Meta{
		Tool: "kbn-conformance", Version: version(), Run: s.plan.Run, Seed: s.options.seed, Target: s.target.client.Base(),
		Contract: "kibana " + fixtures.ContractVersion, Digest: s.contract.digest(), Config: s.config(), Begun: s.begun.UTC(), Lasted: time.Since(s.begun),
		Server: recording.Server{Version: s.target.version, Flavour: s.target.info.Flavor, Name: s.target.info.Name, Reference: s.target.reference},
		Unsent: session.Unsent(), Undo: session.Undone(), Conditions: s.target.conditions,
	}
	if gone := session.Gone(); gone != "" {
		m.Interrupted = append(m.Interrupted, gone)
	}
	if interrupted {
		m.Interrupted = append(m.Interrupted, "the run was interrupted")
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
	for key, value := range map[string]string{"filter": o.filter, "case": strings.Join(o.cases, ","), "allow": strings.Join(o.allow, ","), "kibana-version": o.choice.version} {
		if value != "" {
			out[key] = value
		}
	}
	return out
}

// saveRecording writes the exchanges, redacted since they were recorded.
func (s *sitting) saveRecording(meta recording.Meta, exchanges []recording.Exchange) error {
	return s.files().Write(filepath.Join(s.options.out, "exchanges.har"), func(w io.Writer) error {
		return recording.WriteHAR(w, meta, exchanges)
	})
}
