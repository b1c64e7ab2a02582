package compare_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// said is one exchange of a made-up recording.
func said(method, path string, status int, body string, header ...string) recording.Exchange {
	h := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	if body == "" {
		h = http.Header{}
	}
	for i := 0; i+1 < len(header); i += 2 {
		h[http.CanonicalHeaderKey(header[i])] = []string{header[i+1]}
	}
	return recording.Exchange{
		Attempt: 1, Request: recording.Request{Method: method, URL: "http://127.0.0.1:5601" + path, Header: http.Header{"Authorization": {"ApiKey [redacted]"}}},
		Response: &recording.Response{Status: status, Proto: "HTTP/1.1", Header: h, Body: []byte(body)}, Started: time.Unix(1750000000, 0),
	}
}

func recorded(exchanges ...recording.Exchange) compare.Side {
	return compare.Side{Name: "a recording", Exchanges: exchanges, Recorded: true}
}

// judged makes a run of cases written "id outcome rule…".
func judged(lines ...string) *reports.Run {
	run := &reports.Run{Schema: reports.SchemaV1, ID: fmt.Sprint(len(lines), lines), Mode: "read", Level: "required", Planned: len(lines), Started: time.Unix(1750000000, 0)}
	run.Tool.Digest = "sha256:1"
	for _, line := range lines {
		f := strings.Fields(line)
		c := reports.Case{ID: f[0], Title: "does " + f[0], Endpoint: "e", Area: "a", Kind: "success", Level: "required", Mode: "read", Source: "x.yaml:1", Outcome: reports.Outcome(f[1])}
		if f[1] == "no-route" {
			c.Outcome, c.NoRoute = reports.NotApplicable, true
		}
		for _, rule := range f[2:] {
			c.Violations = append(c.Violations, reports.Violation{Rule: rule, Level: "required", Want: "this", Got: "that"})
		}
		if c.Outcome == reports.Blocked || c.Outcome == reports.Skipped || c.Outcome == reports.NotApplicable || c.Outcome == reports.Known {
			c.Reason = "for a reason"
		}
		run.Cases = append(run.Cases, c)
	}
	reports.Finish(run)
	return run
}
