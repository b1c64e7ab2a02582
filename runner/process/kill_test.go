//go:build unix

package process

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/play"
)

// kills is how many moments are tried.
const kills = 50

// makers are the endpoints whose flows create objects; a run of one is short.
var makers = []string{
	"fleet.proxies.update", "fleet.agent_download_sources.create", "fleet.agent_policies.get", "fleet.fleet_server_hosts.delete",
	"roles.delete", "lists.find", "fleet.epm.packages.upload", "entitystore.entities.list",
}

// A run that is killed at any moment leaves nothing that a sweep does not remove,
// and neither touches what belongs to others.
func TestASweepFinishesWhatAKilledRunLeft(t *testing.T) {
	program(t)
	var killed, found atomic.Int64
	limit := make(chan struct{}, 3)
	t.Run("seed", func(t *testing.T) {
		for seed := range kills {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				limit <- struct{}{}
				defer func() { <-limit }()
				killAndSweep(t, uint64(seed), &killed, &found)
			})
		}
	})
	if killed.Load() < kills*9/10 || found.Load() < 4*kills {
		t.Errorf("%d of %d runs were killed, and left %d objects: too few to prove anything", killed.Load(), kills, found.Load())
	}
	t.Logf("%d of %d runs were killed, and left %d objects", killed.Load(), kills, found.Load())
}

func killAndSweep(t *testing.T, seed uint64, killed, found *atomic.Int64) {
	random := rand.New(rand.NewPCG(seed, 1))
	d := deploy(t)
	d.lookAlikes(t, foreign, "kbn-conf-bbbbbbbb-"+foreign, "kbn-conf-"+foreign, "kbn-conf--"+foreign, foreign+"-kbn-conf-bbbbbbbb-1")
	args := []string{"run", "--target", d.url, "--mode", "write", "--allow", "package-install", "--seed", fmt.Sprint(seed + 1)}
	most := 700
	if seed%5 != 0 {
		args, most = append(args, "--case", makers[random.IntN(len(makers))]), 60
	}
	r := command(t, nil, args...)
	d.at, d.after, d.happens = 4+random.IntN(most), random.IntN(2) == 0, func() { _ = r.Process.Kill() }
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	code := r.wait(t)
	d.busy.Wait() // what was on its way is carried out all the same
	if code == -1 {
		killed.Add(1)
	}
	journal := filepath.Join(r.Dir, "conformance-results", "journal.jsonl")
	u, err := play.ReadJournal(journal)
	if os.IsNotExist(err) || err != nil && u.Run == "" {
		if _, ours := d.objects(); len(ours) > 0 {
			t.Fatalf("no journal, but %v", ours)
		}
		return // killed before the first create
	}
	if err != nil {
		t.Fatal(err)
	}
	_, before := d.objects()
	found.Add(int64(len(before)))
	d.lookAlikes(t, "kbn-conf-"+u.Run+"0-"+foreign, "kbn-conf-"+u.Run[1:]+"-"+foreign, "x"+"kbn-conf-"+u.Run+"-"+foreign, "kbn-conf-"+u.Run+foreign)
	others, _ := d.objects()

	sweep := []string{"sweep", "--yes", "--out", filepath.Dir(journal)}
	if seed%6 == 0 { // the journal is lost as well
		if err := os.Remove(journal); err != nil {
			t.Fatal(err)
		}
		sweep = []string{"sweep", "--yes", "--run", u.Run, "--target", d.url}
	}
	s := command(t, nil, sweep...)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	if code := s.wait(t); code != 0 {
		t.Errorf("sweep: exit code %d\n%s%s", code, s.stdout.String(), s.stderr.String())
	}
	left, ours := d.objects()
	if len(ours) > 0 {
		t.Errorf("%v are left of %v\n%s", ours, before, s.stdout.String())
	}
	if left != others || len(d.strayed) > 0 {
		t.Errorf("%d of %d objects of others are there; touched: %v", left, others, d.strayed)
	}
	t.Logf("killed at request %d: %d objects were there; %s", d.at, len(before), lastLine(s.stdout.String()))
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
