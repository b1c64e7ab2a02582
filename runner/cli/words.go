package cli

import (
	"bytes"
	"slices"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/collect"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// ownWords are the secrets that the reports of this plan hold before anything is
// sent, since they are ordinary words (a password such as kibana). Looking for
// them in files would find them in every one.
func (s *sitting) ownWords() []string {
	words := s.target.client.Redactor().Wordlike()
	if len(words) == 0 {
		return nil
	}
	verdicts := map[string]kit.Verdict{}
	for _, c := range s.plan.Cases {
		if c.Skip != nil {
			verdicts[c.ID] = kit.Verdict{Case: c, Outcome: kit.Skipped, Reason: c.Skip.Reason}
		}
	}
	meta := recording.Meta{Tool: "kbn-conformance", Run: s.plan.Run, Target: s.target.client.Base(), Contract: "kibana " + fixtures.ContractVersion, Config: s.config()} // nothing that a server said
	run := collect.Run(meta, nil, s.plan, verdicts)
	var text bytes.Buffer
	for _, f := range reports.Formats() {
		_ = f.Write(&text, run) // what cannot be written now cannot be written later, and is told then
	}
	_ = recording.WriteHAR(&text, meta, nil)
	return slices.DeleteFunc(words, func(word string) bool { return !bytes.Contains(text.Bytes(), []byte(word)) })
}
