package interop

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

var newmanPackage = npmPackage{"newman", "6.2.2", "bin/newman.js", ">= 16"}

const (
	asked  = 500 // requests that both send
	rounds = 5   // of which the median counts

	timesFaster = 10  // at least
	ofMemory    = 0.5 // at most
)

// BenchmarkPeersRun sends the same requests to the same mock, and asserts status,
// header and schema of each answer: with run --spec, which reads the document,
// plans, judges more than that and writes its reports, and with Newman and a
// collection that holds nothing but the requests and these three assertions.
// Both are whole processes, as a user starts them.
func BenchmarkPeersRun(b *testing.B) {
	ctx, cancel := context.WithTimeout(b.Context(), 3*limit) // Newman takes its time, several times
	defer cancel()
	document := published(b)
	peer, err := newmanPackage.install(ctx)
	if err != nil {
		b.Skipf("no Newman to compare with: %v", err)
	}
	binary := build(ctx, b)
	mock, _ := timed(b, func() string { return binary.serveSpec(ctx, b, document) })
	doc := loaded(b, document)
	requests := plain(b, doc, binary.play(ctx, b, mock, document))
	choice := make([]string, asked)
	for i, x := range requests {
		choice[i] = "--case=" + x.request.Step
	}
	collection := filepath.Join(b.TempDir(), "collection.json")
	if err := os.WriteFile(collection, collect(b, requests), 0o600); err != nil {
		b.Fatal(err)
	}
	var ours, theirs []cost
	for b.Loop() {
		for range rounds {
			theirs = append(theirs, newman(ctx, b, peer, collection))
			ours = append(ours, binary.judge(ctx, b, mock, document, choice))
		}
	}
	wall := func(c cost) time.Duration { return c.Wall }
	peak := func(c cost) int64 { return c.Peak }
	faster := middle(theirs, wall).Seconds() / middle(ours, wall).Seconds()
	share := float64(middle(ours, peak)) / float64(middle(theirs, peak))
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(middle(ours, wall).Seconds(), "s")
	b.ReportMetric(middle(theirs, wall).Seconds(), "newman-s")
	b.ReportMetric(faster, "x-faster")
	b.ReportMetric(float64(middle(ours, peak))/(1<<20), "MB")
	b.ReportMetric(float64(middle(theirs, peak))/(1<<20), "newman-MB")
	b.ReportMetric(share, "x-memory")
	if faster < timesFaster {
		b.Errorf("%.1f times as fast as Newman, want at least %d", faster, timesFaster)
	}
	if share > ofMemory {
		b.Errorf("%.2f of the memory that Newman takes, want at most %.2f", share, ofMemory)
	}
}

// newman runs a collection, whose assertions all hold.
func newman(ctx context.Context, t testing.TB, peer node, collection string) cost {
	t.Helper()
	c := measure(ctx, t, t.TempDir(), nil, peer.node, peer.script, "run", collection, "--reporter-cli-no-assertions")
	sent, _ := summed(c.Said, "requests")
	made, wrong := summed(c.Said, "assertions")
	if sent != asked || made != 3*asked || wrong > 0 {
		t.Fatalf("Newman sent %d requests, made %d assertions of which %d failed, and exits with %d:\n%s", sent, made, wrong, c.Code, end(c.Said))
	}
	return c
}

// summed reads a row of Newman's table: how many there were, and how many failed.
func summed(said, row string) (all, failed int) {
	if m := regexp.MustCompile(row + `\D+(\d+)\D+(\d+)`).FindStringSubmatch(said); m != nil {
		all, _ = strconv.Atoi(m[1])
		failed, _ = strconv.Atoi(m[2])
	}
	return all, failed
}

// end is what a process said last.
func end(text string) string { return text[max(0, len(text)-3000):] }

// credentials are those that the mock takes.
var credentials = []string{"KBN_CONFORMANCE_API_KEY=" + reference.Privileged().EncodedKey(), "KBN_CONFORMANCE_UNPRIVILEGED_API_KEY=" + reference.Powerless().EncodedKey()}

// judge runs the chosen cases, each of which has to be sent and judged.
func (p program) judge(ctx context.Context, t testing.TB, mock, document string, choice []string) cost {
	t.Helper()
	dir := t.TempDir()
	c := measure(ctx, t, dir, credentials, append([]string{string(p), "run", "--target", mock, "--out", "out", "--spec", document}, choice...)...)
	judged := fmt.Sprintf("conforms in read mode: %d judged", asked)
	if sent := len(exchangesIn(t, dir)); c.Code != 0 || sent != asked || !strings.Contains(c.Said, judged) {
		t.Fatalf("the run sent %d requests and exits with %d:\n%s", sent, c.Code, end(c.Said))
	}
	return c
}

// play runs everything that reads, and gives what was said.
func (p program) play(ctx context.Context, t testing.TB, mock, document string) []recording.Exchange {
	t.Helper()
	dir := t.TempDir()
	if c := measure(ctx, t, dir, credentials, string(p), "run", "--target", mock, "--out", "out", "--spec", document); c.Code != 0 {
		t.Fatalf("the run of everything exits with %d:\n%s", c.Code, end(c.Said))
	}
	return exchangesIn(t, dir)
}

func exchangesIn(t testing.TB, dir string) []recording.Exchange {
	t.Helper()
	har, err := os.Open(filepath.Join(dir, "out", "exchanges.har"))
	if err != nil {
		t.Fatal(err)
	}
	defer har.Close()
	_, exchanges, err := recording.ReadHAR(har)
	if err != nil {
		t.Fatal(err)
	}
	return exchanges
}

func loaded(t testing.TB, document string) *openapi.Document {
	t.Helper()
	text, err := readable(document)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi.Load([]byte(text), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// subject is a request and the schema of its answer.
type subject struct {
	request recording.Exchange
	schema  map[string]any
}

// plain are requests of cases that need one request only, that anybody with
// credentials can send, and for whose answer the document has a schema. A case
// of several requests has a dot in its name, or prepares with one named "#".
func plain(t testing.TB, doc *openapi.Document, all []recording.Exchange) []subject {
	t.Helper()
	of := map[string]int{}
	for _, x := range all {
		flow, _, _ := strings.Cut(x.Step, "#")
		of[flow]++
	}
	var out []subject
	for _, x := range all {
		if of[x.Step] != 1 || strings.Count(x.Step, ".") != 2 || !x.Complete() || x.Response.Status != http.StatusOK || x.Request.Credential != "full" || x.Request.Method != http.MethodGet {
			continue
		}
		if schema := schemaOf(doc, x); schema != nil && len(out) < asked {
			out = append(out, subject{x, schema})
		}
	}
	if len(out) < asked {
		t.Fatalf("only %d requests for the comparison", len(out))
	}
	return out
}
