package collect

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// TestTheLoadIsWhatWasSent: what the client itself refused cost the target
// nothing.
func TestTheLoadIsWhatWasSent(t *testing.T) {
	got := load([]recording.Exchange{
		{Response: &recording.Response{Status: 200, Body: []byte("{}")}, Request: recording.Request{Size: 3}},
		{Failure: &recording.Failure{Kind: recording.FailedRefused}},
		{Failure: &recording.Failure{Kind: recording.FailedCut}, Attempt: 2},
	}, "8")
	if got.Requests != 2 || got.Unsent != 1 || got.Failures != 1 || got.Retries != 1 || got.BytesSent != 3 || got.BytesRead != 2 || got.Concurrency != 8 {
		t.Errorf("%+v", got)
	}
}
