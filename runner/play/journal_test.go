package play_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

func openJournal(t *testing.T) (*play.Journal, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j, err := play.OpenJournal(path, "r1", "http://kibana.example.test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j, path
}

func notes(t *testing.T, path string) []play.Note {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
	}
	var out []play.Note
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var n play.Note
		if err := json.Unmarshal(lines.Bytes(), &n); err != nil {
			t.Errorf("journal line %q: %v", lines.Text(), err)
		}
		out = append(out, n)
	}
	return out
}

func TestTheJournalIsWrittenBeforeTheRequestArrives(t *testing.T) {
	journal, path := openJournal(t)
	var arrived atomic.Int32
	client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			arrived.Add(1)
			noted := notes(t, path)
			if last := noted[len(noted)-1]; last.State != "planned" || last.Method != "DELETE" || !strings.HasPrefix(last.Path, "/api/things/") {
				t.Errorf("when the request arrived, the journal ended with %+v", last)
			}
		}
		_, _ = w.Write([]byte("{}"))
	}), target.Credentials{})
	session := play.Start(t.Context(), planned(flow("f", create("a"), create("b"), get("c"))), client, play.Options{Journal: journal})
	<-session.Done()
	if arrived.Load() != 2 {
		t.Fatalf("%d creating requests arrived", arrived.Load())
	}
	want := []play.Note{
		{Run: "r1", Target: "http://kibana.example.test", State: "planned"},
		{ID: 1, State: "planned", Step: "a", Flow: "f", Method: "DELETE", Path: "/api/things/kbn-conf-r1-a"},
		{ID: 2, State: "planned", Step: "b", Flow: "f", Method: "DELETE", Path: "/api/things/kbn-conf-r1-b"},
		{ID: 2, State: "finished", Why: "undone"},
		{ID: 1, State: "finished", Why: "undone"},
	}
	if got := notes(t, path); !reflect.DeepEqual(got, want) {
		t.Errorf("journal %+v, want %+v", got, want)
	}
}

// TestEachOfManyIsInTheJournalFirst: flows side by side share the flushes of the
// disk, yet none is sent before its own note is there.
func TestEachOfManyIsInTheJournalFirst(t *testing.T) {
	journal, path := openJournal(t)
	sender := &answers{by: func(_ context.Context, r target.Request) recording.Exchange {
		if r.Method == http.MethodPost && !slices.ContainsFunc(notes(t, path), func(n play.Note) bool { return n.Step == r.Step && n.State == "planned" }) {
			t.Errorf("%s was sent without its note", r.Step)
		}
		return status(200, "{}")
	}}
	var flows []*plan.Flow
	for i := range 64 {
		flows = append(flows, flow(fmt.Sprint("f", i), create(fmt.Sprint("f", i, ".a")), create(fmt.Sprint("f", i, ".b"))))
	}
	played(t, sender, play.Options{Concurrency: 16, Journal: journal}, flows...)
	open, ids := 0, map[int]bool{}
	for _, n := range notes(t, path) {
		if n.State == "planned" && n.Run == "" {
			open++
			ids[n.ID] = true
		} else if n.State == "finished" {
			open--
		}
	}
	if open != 0 || len(ids) != 128 {
		t.Errorf("%d of %d notes are open", open, len(ids))
	}
}

func TestTheJournalTellsHowEachStepEnded(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]recording.Exchange
		why     string // empty: the undo is still open
	}{
		"undone":                  {nil, "undone"},
		"refused":                 {map[string]recording.Exchange{"a": status(400, "{}")}, "the server refused the step"},
		"not undone, so open":     {map[string]recording.Exchange{"a#undo": status(500, "{}")}, ""},
		"nobody knows, so undone": {map[string]recording.Exchange{"a": failed(recording.FailedCut, "cut")}, "undone"},
	} {
		journal, path := openJournal(t)
		session := play.Start(t.Context(), planned(flow("f", create("a"))), &answers{by: byStep(c.answers)}, play.Options{Journal: journal})
		<-session.Done()
		got := notes(t, path)
		if c.why == "" && len(got) != 2 || c.why != "" && (len(got) != 3 || !reflect.DeepEqual(got[2], play.Note{ID: 1, State: "finished", Why: c.why})) {
			t.Errorf("%s: journal %+v", name, got)
		}
	}
}

func TestTheJournalHoldsWhatASweepNeeds(t *testing.T) {
	journal, path := openJournal(t)
	step := create("a")
	step.Step.Capture = map[string]string{"id": "item.id"}
	step.Undo = &fixtures.Undo{Method: "POST", Path: "/api/{own}/{found}/{id}", Body: map[string]any{"name": "{own}"},
		Find: &fixtures.Find{Path: "/s/{own}/api/things", ID: `items.#(name=="{own}").id`}}
	session := play.Start(t.Context(), planned(flow("f", step)), &answers{}, play.Options{Journal: journal})
	<-session.Done()
	got := notes(t, path)[1]
	want := play.Note{ID: 1, State: "planned", Step: "a", Flow: "f", Method: "POST", Path: "/api/" + ownName + "/{found}/{id}", Body: json.RawMessage(`{"name":"` + ownName + `"}`),
		FindPath: "/s/" + ownName + "/api/things", FindID: `items.#(name=="` + ownName + `").id`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("noted %+v, want %+v", got, want)
	}
}

func TestNothingIsCreatedWithoutTheJournal(t *testing.T) {
	journal, _ := openJournal(t)
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	sender := &answers{}
	session := play.Start(t.Context(), planned(flow("f", get("a"), create("b"), get("c")), flow("g", get("d"))), sender, play.Options{Journal: journal})
	<-session.Done()
	if got := strings.Join(sender.lines(), ", "); got != "GET /api/a, GET /api/d" {
		t.Errorf("sent %s", got)
	}
	for _, id := range []string{"b", "c"} {
		if got := result(t, session, id).Blocked; !strings.HasPrefix(got, "the undo could not be noted, so nothing was sent: ") {
			t.Errorf("%s: blocked by %q", id, got)
		}
	}
}

func TestAJournalThatCannotBeOpened(t *testing.T) {
	taken := t.TempDir()
	paths := []string{taken, filepath.Join(taken, "missing", "journal.jsonl")}
	if _, err := os.Stat("/dev/full"); err == nil {
		paths = append(paths, "/dev/full")
	}
	for _, path := range paths {
		if j, err := play.OpenJournal(path, "r1", "http://x"); err == nil || j != nil || !strings.HasPrefix(err.Error(), "journal: ") {
			t.Errorf("%s: got %v, %v", path, j, err)
		}
	}
}

func TestNoJournal(t *testing.T) {
	var none *play.Journal
	session := play.Start(t.Context(), planned(flow("f", create("a"))), &answers{}, play.Options{Journal: none})
	<-session.Done()
	if account := session.Undone(); account.Done != 1 || none.Close() != nil {
		t.Errorf("account %+v", account)
	}
}
