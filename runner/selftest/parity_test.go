package selftest

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// The clean server, whole; and a recording that was tampered with is noticed,
// so that parity cannot hold for want of looking.
func TestARunAndItsRecordingAreJudgedAlike(t *testing.T) {
	c := contract(t)
	s, err := Hold(t.Context(), c, Scenario{Concurrency: 8, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	if err := Parity(t.Context(), c, s); err != nil {
		t.Fatal(err)
	}
	at := 0
	for i, x := range s.Exchanges {
		if x.Step == "fleet.check_permissions.get.no-credentials" {
			at = i
		}
	}
	for name, tamper := range map[string]func(*Sitting){
		"another status": func(s *Sitting) { s.Exchanges[at].Response.Status = 500 },
		"another body":   func(s *Sitting) { s.Exchanges[at].Response.Body = []byte(`{"statusCode":401}`) },
		"no exchange":    func(s *Sitting) { s.Exchanges = append(s.Exchanges[:at:at], s.Exchanges[at+1:]...) },
		"another mode":   func(s *Sitting) { s.Meta.Config["mode"] = "read" },
		"another version": func(s *Sitting) {
			s.Meta.Server.Version = "8.13.0"
		},
		"a step that was not sent": func(s *Sitting) {
			s.Meta.Unsent = map[string]recording.Unsent{s.Exchanges[at].Step: {Blocked: "because"}}
		},
	} {
		other := *s
		other.Exchanges = append([]recording.Exchange(nil), s.Exchanges...)
		r := *other.Exchanges[at].Response
		other.Exchanges[at].Response = &r
		other.Meta.Config = map[string]string{}
		for k, v := range s.Meta.Config {
			other.Meta.Config[k] = v
		}
		tamper(&other)
		if err := Parity(t.Context(), c, &other); err == nil || !strings.Contains(err.Error(), "not judged like the run") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
