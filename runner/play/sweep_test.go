package play_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestSweep(t *testing.T) {
	there, gone, ok := status(200, `{"item":{}}`), status(404, "{}"), status(200, "{}")
	for name, row := range map[string]struct {
		note    play.Note
		answers []recording.Exchange
		look    bool // only
		fate    play.Fate
		sent    []string
	}{
		"there, then removed": {play.Note{Method: "DELETE", Path: "/api/things/kbn-conf-r1-a"}, []recording.Exchange{there, ok, gone}, false, play.Removed,
			[]string{"GET /api/things/kbn-conf-r1-a", "DELETE /api/things/kbn-conf-r1-a", "GET /api/things/kbn-conf-r1-a"}},
		"gone before":         {play.Note{Method: "DELETE", Path: "/api/things/kbn-conf-r1-a"}, []recording.Exchange{gone}, false, play.Gone, []string{"GET /api/things/kbn-conf-r1-a"}},
		"there, only looking": {play.Note{Method: "DELETE", Path: "/api/things/kbn-conf-r1-a"}, []recording.Exchange{there}, true, play.There, []string{"GET /api/things/kbn-conf-r1-a"}},
		"not to be read, only looking": {play.Note{Method: "DELETE", Path: "/api/things/kbn-conf-r1-a"}, []recording.Exchange{status(403, "{}")}, true, play.Unknown,
			[]string{"GET /api/things/kbn-conf-r1-a"}},
		"refused": {play.Note{Method: "DELETE", Path: "/api/things/kbn-conf-r1-a"}, []recording.Exchange{there, status(403, "{}"), there}, false, play.Stays,
			[]string{"GET /api/things/kbn-conf-r1-a", "DELETE /api/things/kbn-conf-r1-a", "GET /api/things/kbn-conf-r1-a"}},
		"said to be removed, yet there": {play.Note{Method: "DELETE", Path: "/api/things/kbn-conf-r1-a"}, []recording.Exchange{there, ok, there}, false, play.Stays,
			[]string{"GET /api/things/kbn-conf-r1-a", "DELETE /api/things/kbn-conf-r1-a", "GET /api/things/kbn-conf-r1-a"}},
		"by a POST": {play.Note{Method: "POST", Path: "/api/things/delete", Body: json.RawMessage(`{"thingId":"kbn-conf-r1-a"}`)}, []recording.Exchange{there, ok, gone}, false, play.Removed,
			[]string{"GET /api/things/kbn-conf-r1-a", "POST /api/things/delete", "GET /api/things/kbn-conf-r1-a"}},
		"found by its name": {play.Note{Method: "DELETE", Path: "/api/things/{found}", FindPath: "/api/things", FindID: `items.#(name=="kbn-conf-r1-a").id`},
			[]recording.Exchange{status(200, `{"items":[{"id":"theirs","name":"b"},{"id":"7","name":"kbn-conf-r1-a"}]}`), there, ok, gone}, false, play.Removed,
			[]string{"GET /api/things", "GET /api/things/7", "DELETE /api/things/7", "GET /api/things/7"}},
		"not found by its name": {play.Note{Method: "DELETE", Path: "/api/things/{found}", FindPath: "/api/things", FindID: `items.#(name=="kbn-conf-r1-a").id`},
			[]recording.Exchange{status(200, `{"items":[]}`)}, false, play.Gone, []string{"GET /api/things"}},
		"a list that is refused": {play.Note{Method: "DELETE", Path: "/api/things/{found}", FindPath: "/api/things", FindID: `items.#(name=="kbn-conf-r1-a").id`},
			[]recording.Exchange{status(403, `{}`)}, false, play.Unknown, []string{"GET /api/things"}},
		"an id of the answer": {play.Note{Method: "DELETE", Path: "/api/things/7", IDs: []string{"7"}}, []recording.Exchange{there, ok, gone}, false, play.Removed,
			[]string{"GET /api/things/7", "DELETE /api/things/7", "GET /api/things/7"}},
		"an id that was never learned": {play.Note{Method: "DELETE", Path: "/api/things/{id}"}, nil, false, play.Unknown, nil},
		"all of something in an own space": {play.Note{Method: "DELETE", Path: "/s/kbn-conf-r1-a/api/index"}, []recording.Exchange{there, ok, gone}, false, play.Removed,
			[]string{"GET /s/kbn-conf-r1-a/api/index", "DELETE /s/kbn-conf-r1-a/api/index", "GET /s/kbn-conf-r1-a/api/index"}},
		"in a space that never was": {play.Note{Method: "DELETE", Path: "/s/kbn-conf-r1-a/api/things?id=kbn-conf-r1-b"}, []recording.Exchange{status(400, "{}"), gone}, false, play.Gone,
			[]string{"GET /s/kbn-conf-r1-a/api/things?id=kbn-conf-r1-b", "GET /api/spaces/space/kbn-conf-r1-a"}},

		"of others":                  {play.Note{Method: "DELETE", Path: "/api/things/theirs"}, nil, false, play.Unknown, nil},
		"of another run":             {play.Note{Method: "DELETE", Path: "/api/things/kbn-conf-r12-a"}, nil, false, play.Unknown, nil},
		"of others, by a POST":       {play.Note{Method: "POST", Path: "/api/things/delete", Body: json.RawMessage(`{"thingId":"theirs"}`)}, nil, false, play.Unknown, nil},
		"of others, found by a list": {play.Note{Method: "DELETE", Path: "/api/things/{found}", FindPath: "/api/things", FindID: `items.0.id`}, nil, false, play.Unknown, nil},
		"all of something":           {play.Note{Method: "DELETE", Path: "/api/index"}, nil, false, play.Unknown, nil},
	} {
		sender := &answers{}
		if row.answers != nil {
			sender.by = inOrder(row.answers...)
		}
		swept, err := play.Sweep(t.Context(), sender, "r1", []play.Note{row.note}, !row.look)
		if err != nil || len(swept) != 1 || swept[0].Fate != row.fate || !slices.Equal(sender.lines(), row.sent) {
			t.Errorf("%s: %+v %v after %v", name, swept, err, sender.lines())
		}
		for _, r := range sender.sent {
			if r.Method != "GET" && (r.Owner == nil || r.Owner.Vouch(r) != nil) {
				t.Errorf("%s: nobody vouches for %s %s", name, r.Method, r.Path)
			}
		}
	}
}

func TestASweepGoesBackwardsAndStopsWithoutAnAnswer(t *testing.T) {
	a, b := play.Note{ID: 1, Method: "DELETE", Path: "/api/things/kbn-conf-r1-a"}, play.Note{ID: 2, Method: "DELETE", Path: "/api/things/kbn-conf-r1-b"}
	sender := &answers{by: inOrder(status(404, "{}"), failed(recording.FailedConnect, "refused"))}
	swept, err := play.Sweep(t.Context(), sender, "r1", []play.Note{a, b}, true)
	if err == nil || !strings.Contains(err.Error(), "GET /api/things/kbn-conf-r1-a: refused") || len(swept) != 1 || swept[0].Note.ID != 2 {
		t.Errorf("%+v, %v", swept, err)
	}
}

func TestSearchFindsTheObjectsOfARun(t *testing.T) {
	collections := []fixtures.Collection{
		{List: "/api/things?page={page}", Items: "items", Undo: fixtures.Undo{Method: "DELETE", Path: "/api/things/{id}"}},
		{List: "/api/roles", Items: "@this", ID: "name", Undo: fixtures.Undo{Method: "POST", Path: "/api/roles/delete", Body: map[string]any{"roleId": "{id}"}}},
		{List: "/api/secret", Items: "@this", Undo: fixtures.Undo{Method: "DELETE", Path: "/api/secret/{id}"}},
	}
	full := `{"id":"a","name":"kbn-conf-r1-x"}` + strings.Repeat(`,{"id":"theirs"}`, 499)
	sender := &answers{by: inOrder(status(403, "{}"),
		status(200, `[{"name":"kbn_conf_r1_y"},{"name":"kbn-conf-r2-y"},{"name":"a kbn-conf-r1-y"},{"name":"kbn-conf-r12-y"}]`),
		status(200, `{"items":[`+full+`]}`), status(200, `{"items":[{"id":"kbn-conf-r1-z","name":"renamed"}]}`))}
	notes, unseen, err := play.Search(t.Context(), sender, "r1", collections)
	var got []string
	for _, n := range notes {
		got = append(got, n.Method+" "+n.Path+string(n.Body))
	}
	want := []string{`POST /api/roles/delete{"roleId":"kbn_conf_r1_y"}`, "DELETE /api/things/a", "DELETE /api/things/kbn-conf-r1-z"}
	if err != nil || !slices.Equal(got, want) || !slices.Equal(unseen, []string{"GET /api/secret (403)"}) {
		t.Errorf("%v, not seen %v, %v", got, unseen, err)
	}
	if want := []string{"GET /api/secret", "GET /api/roles", "GET /api/things?page=1", "GET /api/things?page=2"}; !slices.Equal(sender.lines(), want) {
		t.Errorf("asked %v", sender.lines())
	}
}

// A journal that is being written cannot be swept, nor begun a second time.
func TestAJournalBelongsToItsRun(t *testing.T) {
	journal, path := openJournal(t)
	u, err := play.ReadJournal(path)
	if err != nil || !u.Alive() || u.Run != "r1" {
		t.Fatalf("%+v, %v", u, err)
	}
	if _, err := play.OpenJournal(path, "r2", "http://x"); err == nil || !strings.Contains(err.Error(), "another run writes to it") {
		t.Error("begun twice:", err)
	}
	if err := u.Finish(nil, "swept"); err == nil {
		t.Error("swept while it is written")
	}
	if err := journal.Close(); err != nil || u.Alive() {
		t.Error("alive after its end", err)
	}
}

func TestASweepIsWrittenToTheJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	text := `{"run":"r1","target":"http://x","id":0,"state":"planned"}` + "\n" + `{"id":1,"state":"planned","method":"DELETE","path":"/a"}` + "\n" +
		`{"id":2,"state":"planned","path":"/b/{id}"}` + "\n" + `{"id":2,"state":"planned","path":"/b/7","ids":["7"]}` + "\n" + `{"id":3,"sta`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	u, err := play.ReadJournal(path)
	if err != nil || len(u.Notes) != 2 || u.Notes[1].Path != "/b/7" || u.Target != "http://x" {
		t.Fatalf("%+v, %v", u, err)
	}
	if err := u.Finish(u.Notes[:1], "swept"); err != nil {
		t.Fatal(err)
	}
	if u, err = play.ReadJournal(path); err != nil || len(u.Notes) != 1 || u.Notes[0].ID != 2 {
		t.Errorf("%+v, %v", u, err)
	}
	if err := os.WriteFile(path, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := play.ReadJournal(path); err == nil {
		t.Error("a file that is no journal was read")
	}
}

// The id that an answer gives is in the journal before the flow goes on.
func TestALearnedIDIsInTheJournal(t *testing.T) {
	journal, path := openJournal(t)
	step := capturing(create("a"), "id", "item.id")
	step.Undo = &fixtures.Undo{Method: "DELETE", Path: "/api/things/{id}"}
	sender := &answers{by: byStep(map[string]recording.Exchange{"a": status(200, `{"item":{"id":"7"}}`), "a#undo": status(500, "{}")})}
	played(t, sender, play.Options{Journal: journal}, flow("f", step))
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	u, err := play.ReadJournal(path)
	if err != nil || len(u.Notes) != 1 || u.Notes[0].Path != "/api/things/7" || !slices.Equal(u.Notes[0].IDs, []string{"7"}) {
		t.Errorf("%+v, %v", u, err)
	}
}

func TestAJournalHoldsNoSecret(t *testing.T) {
	journal, path := openJournal(t)
	var err error
	if journal.Secrets, err = recording.NewRedactor("hunter22"); err != nil {
		t.Fatal(err)
	}
	step := create("a")
	step.Undo.Path += "-hunter22"
	session := played(t, &answers{}, play.Options{Journal: journal}, flow("f", step))
	if why := result(t, session, "a").Blocked; !strings.Contains(why, "would hold a secret of this run") || strings.Contains(why, "hunter22") {
		t.Error(why)
	}
	if data, err := os.ReadFile(path); err != nil || strings.Contains(string(data), "hunter22") {
		t.Errorf("%s %v", data, err)
	}
}
