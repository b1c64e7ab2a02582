package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// sweepOptions are the settings of sweep.
type sweepOptions struct {
	connection
	out    string
	run    string
	yes    bool
	asJSON bool
}

func sweepCommand(w World) *cobra.Command {
	var o sweepOptions
	c := &cobra.Command{
		Use:   "sweep",
		Short: "Undo what a killed run left behind",
		Long: `Finishes what a run did not undo since it was killed, lost its connection or was
refused: from the journals in --out, or, where they are lost, by the id of the
run (--run), whose name kbn-conf-<run>-... every object bears. By name it finds
what the built-in endpoints make; what a run with --spec made elsewhere, only the
journal knows.

Without --yes it only looks, and nothing is changed: it lists what is still
there. With --yes it removes that, last in first out, and proves it by reading
each object before and after. An object that the run did not make is never
touched, whatever it is called; a journal whose run is still going on is not
swept.

Exit code 0 when nothing of the run is left, 3 when something is or when that
cannot be known.`,
		Example: `  kbn-conformance sweep
  kbn-conformance sweep --yes
  kbn-conformance sweep --run k3v9x2ma --target https://kibana.example:5601 --yes`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return sweep(c.Context(), w, o) },
	}
	o.connection.flags(c)
	f := c.Flags()
	f.Lookup("target").Usage = "URL of the server to sweep (default: the one that the journal names)"
	f.StringVar(&o.out, "out", "conformance-results", "folder with the journals")
	f.StringVar(&o.run, "run", "", "id of a run: look for its objects by their names instead")
	f.BoolVar(&o.yes, "yes", false, "remove what is found; without it, only look")
	f.BoolVar(&o.asJSON, "json", false, "write the account to standard output as JSON")
	return c
}

// account is what a sweep came to.
type account struct {
	Run     string         `json:"run"`
	Target  string         `json:"target"`
	Journal string         `json:"journal,omitempty"`
	Removes bool           `json:"removes"` // false: it only looked
	Objects []play.Swept   `json:"objects"`
	Looked  []string       `json:"looked,omitempty"` // collections that were looked through for the name of the run
	Unseen  []string       `json:"unseen,omitempty"` // collections that could not be looked through
	Error   string         `json:"error,omitempty"`
	Counts  map[string]int `json:"counts"`
}

func sweep(ctx context.Context, w World, o sweepOptions) error {
	var all []account
	var err error
	if o.run != "" {
		all, err = sweepByName(ctx, w, o)
	} else {
		all, err = sweepJournals(ctx, w, o)
	}
	if err != nil {
		return err
	}
	left := false
	for i := range all {
		all[i].Objects = objects(all[i].Objects)
		all[i].count()
		left = left || all[i].left()
	}
	if o.asJSON {
		encoder := json.NewEncoder(w.Stdout)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(all); err != nil {
			return incomplete(err)
		}
	} else {
		for _, a := range all {
			a.print(w)
		}
	}
	if left {
		return exit(exitIncomplete)
	}
	return nil
}

// journals lists those that name something that is not undone.
func (o sweepOptions) journals() (open []play.Unfinished, found int, err error) {
	paths, err := filepath.Glob(filepath.Join(o.out, "journal*.jsonl"))
	if err != nil {
		return nil, 0, usage("--out %s: %w", o.out, err)
	}
	slices.Sort(paths)
	for _, path := range paths {
		u, err := play.ReadJournal(path)
		if err != nil {
			return nil, 0, incomplete(err)
		}
		if u.Alive() {
			return nil, 0, incomplete(fmt.Errorf("%s: run %s is still going on, and undoes what it made by itself; sweep when it has ended", path, u.Run))
		}
		if len(u.Notes) > 0 {
			open = append(open, u)
		}
	}
	return open, len(paths), nil
}

func sweepJournals(ctx context.Context, w World, o sweepOptions) ([]account, error) {
	all := []account{} // none is an empty list, not null
	open, found, err := o.journals()
	switch {
	case err != nil:
		return nil, err
	case found == 0:
		return nil, usage("no journal in %s; name the folder of the run with --out, or the run with --run and --target", o.out)
	case len(open) == 0 && !o.asJSON:
		fmt.Fprintf(w.Stdout, "nothing is left: every undo in the journals of %s is finished\n", o.out)
	}
	stated := o.url
	for _, u := range open {
		if o.url = u.Target; stated != "" && stated != u.Target {
			return all, usage("--target %s: %s is about %s; leave --target out to sweep that", stated, u.Path, u.Target)
		}
		o.space = "" // the URL in the journal holds it
		t, err := o.reach(ctx, w)
		if err != nil {
			return all, err
		}
		swept, err := play.Sweep(ctx, t.client, u.Run, u.Notes, o.yes)
		t.close()
		a := account{Run: u.Run, Target: u.Target, Journal: u.Path, Removes: o.yes, Objects: swept}
		if err != nil {
			a.Error = err.Error()
		}
		if err := u.Finish(finished(swept), "swept"); err != nil {
			return append(all, a), incomplete(err)
		}
		all = append(all, a)
	}
	return all, nil
}

// finished are the notes about which nothing is left to do.
func finished(swept []play.Swept) (notes []play.Note) {
	for _, s := range swept {
		if s.Fate == play.Gone || s.Fate == play.Removed {
			notes = append(notes, s.Note)
		}
	}
	return notes
}

// runID is what run makes up, or takes from --run-id.
var runID = regexp.MustCompile(`^[a-z0-9]+$`)

func sweepByName(ctx context.Context, w World, o sweepOptions) ([]account, error) {
	if !runID.MatchString(o.run) {
		return nil, usage("--run %q: want the id of a run, such as k3v9x2ma; the names of its objects begin with kbn-conf-<run>-", o.run)
	}
	if o.url == "" {
		return nil, usage("--run needs the --target to look at")
	}
	contract, err := loadContract()
	if err != nil {
		return nil, err
	}
	t, err := o.reach(ctx, w)
	if err != nil {
		return nil, err
	}
	defer t.close()
	a := account{Run: o.run, Target: t.client.Base(), Removes: o.yes}
	notes, unseen, err := play.Search(ctx, t.client, o.run, contract.fixtures.Platform.Collections)
	if err == nil {
		a.Unseen = unseen
		for _, c := range contract.fixtures.Platform.Collections {
			if path, _, _ := strings.Cut(c.List, "?"); !slices.ContainsFunc(unseen, func(said string) bool { return strings.Contains(said, path+" ") || strings.Contains(said, path+"?") }) {
				a.Looked = append(a.Looked, path)
			}
		}
		a.Objects, err = play.Sweep(ctx, t.client, o.run, notes, o.yes)
	}
	if err != nil {
		a.Error = err.Error()
	}
	return []account{a}, nil
}

// reach opens the target, in a mode that fits what was asked for.
func (o *sweepOptions) reach(ctx context.Context, w World) (*connected, error) {
	choice := choice{mode: "read"}
	if o.yes {
		choice.mode = "write"
	}
	t, err := o.open(ctx, w, &choice, 1)
	if err != nil {
		return nil, err
	}
	_, err = target.Discover(ctx, t.client)
	for _, kind := range []error{target.ErrUnreachable, target.ErrTLS, target.ErrNotHTTP, target.ErrCredentials, target.ErrNotReady, target.ErrInterrupted} {
		if errors.Is(err, kind) {
			t.close()
			return nil, incomplete(err)
		}
	}
	return t, nil // a mock without /api/status can be swept as well
}

// weight orders fates: what became of an object is the worst that became of the
// undos that aim at it, for the second finds what the first has removed.
var weight = map[play.Fate]int{play.Gone: 0, play.Removed: 1, play.There: 2, play.Unknown: 3, play.Stays: 4}

// objects joins undos of one object, in the order in which they come.
func objects(swept []play.Swept) []play.Swept {
	out := []play.Swept{}
	at := map[string]int{}
	for _, s := range swept {
		key := s.Method + " " + s.Path + " " + s.Body
		i, known := at[key]
		if !known {
			at[key] = len(out)
			out = append(out, s)
		} else if weight[s.Fate] > weight[out[i].Fate] {
			out[i] = s
		}
	}
	return out
}

func (a *account) count() {
	a.Counts = map[string]int{}
	for _, s := range a.Objects {
		a.Counts[string(s.Fate)]++
	}
}

func (a *account) left() bool {
	return a.Error != "" || len(a.Unseen) > 0 || a.Counts[string(play.There)]+a.Counts[string(play.Stays)]+a.Counts[string(play.Unknown)] > 0
}

func (a *account) print(w World) {
	fmt.Fprintf(w.Stdout, "run %s on %s", a.Run, a.Target)
	if a.Journal != "" {
		fmt.Fprintf(w.Stdout, ", from %s", a.Journal)
	}
	fmt.Fprintln(w.Stdout)
	out := tabwriter.NewWriter(w.Stdout, 0, 4, 2, ' ', 0)
	for _, s := range a.Objects {
		if s.Fate != play.Gone {
			fmt.Fprintf(out, "  %s\t%s\t%s\n", s.Fate, strings.TrimSpace(s.Method+" "+s.Path+" "+s.Body), s.Proof)
		}
	}
	_ = out.Flush()
	if len(a.Looked) > 0 {
		fmt.Fprintf(w.Stdout, "  looked for its name in %s; what a run with --spec made elsewhere, only the journal knows\n", strings.Join(a.Looked, ", "))
	}
	for _, path := range a.Unseen {
		fmt.Fprintf(w.Stdout, "  not looked through: %s\n", path)
	}
	if a.Error != "" {
		fmt.Fprintf(w.Stdout, "  stopped: %s\n", a.Error)
	}
	n := func(f play.Fate) int { return a.Counts[string(f)] }
	if a.Removes {
		fmt.Fprintf(w.Stdout, "%d removed, %d gone before, %d still there, %d unknown\n", n(play.Removed), n(play.Gone), n(play.Stays), n(play.Unknown))
		return
	}
	fmt.Fprintf(w.Stdout, "%d there, %d gone, %d unknown; nothing was changed", n(play.There), n(play.Gone), n(play.Unknown))
	if n(play.There)+n(play.Unknown) > 0 {
		fmt.Fprint(w.Stdout, ", --yes removes what is there")
	}
	fmt.Fprintln(w.Stdout)
}
