package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// Read is a GET that shows, without changing anything, whether a caller may see
// what an endpoint is about.
type Read struct {
	Area     string
	Endpoint string
	Path     string
	Needs    string // privileges of the endpoint, for people
}

// seen is what became of one read.
type seen struct {
	Read
	answer
}

// privileges asks every read once and tells, by area, which are permitted. A 404
// is permitted too: Kibana refuses a caller before it looks for an object.
func (x *examination) privileges(ctx context.Context) {
	if len(x.options.Reads) == 0 {
		return
	}
	answers := x.ask(ctx, x.options.Reads, target.Full)
	for _, area := range areas(answers) {
		x.area(area, answers)
	}
	if x.nothing(answers); x.Stopped {
		return
	}
	if x.client.Has(target.Unprivileged) {
		x.powerless(x.ask(ctx, x.options.Reads, target.Unprivileged))
	}
}

// area reports on one area.
func (x *examination) area(area string, answers []seen) {
	var refused, needs, odd []string
	all, missing := 0, 0
	for _, a := range answers {
		if a.Area != area {
			continue
		}
		all++
		switch a.kind() {
		case refusal:
			refused = append(refused, "GET "+a.Path)
			if !slices.Contains(needs, a.Needs) {
				needs = append(needs, a.Needs)
			}
		case usual:
		case absent:
			missing++
		default:
			odd = append(odd, fmt.Sprintf("GET %s: %s", a.Path, a.got))
		}
	}
	id := "privileges." + area
	switch {
	case len(refused) > 0:
		x.add(id, Warning, fmt.Sprintf("reads that are refused (403), %d of %d: %s", len(refused), all, strings.Join(refused, ", ")),
			"grant "+strings.Join(needs, " and ")+"; without them the cases that need them are blocked")
	case len(odd) > 0:
		x.add(id, Warning, fmt.Sprintf("reads that are answered neither way, %d of %d: %s", len(odd), all, strings.Join(odd, ", ")), "see the log of the server, and what stands before it")
	case missing > 0:
		x.fine(id, "reads that are answered: %d of %d, with 404: %d", all, all, missing)
	default:
		x.fine(id, "reads that are answered: %d of %d", all, all)
	}
}

// powerless: the second credentials are there to be refused.
func (x *examination) powerless(answers []seen) {
	var may []string
	for _, a := range answers {
		if a.status/100 == 2 {
			may = append(may, "GET "+a.Path)
		}
	}
	if len(may) > 0 {
		x.add("powerless", Warning, "the second credentials are not without privileges: they may "+strings.Join(may, ", "),
			"give a key of a role without any privilege, or the 403 cases will blame the target")
		return
	}
	x.fine("powerless", "the second credentials may see nothing, as they should")
}

// ask sends the reads, a few at a time.
func (x *examination) ask(ctx context.Context, reads []Read, who target.Credential) []seen {
	out := make([]seen, len(reads))
	slots := make(chan struct{}, 4)
	var asking sync.WaitGroup
	for i, r := range reads {
		asking.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			out[i].Read = r
			out[i].answer = x.get(ctx, r.Path, who)
		})
	}
	asking.Wait()
	return out
}

func areas(answers []seen) []string {
	var out []string
	for _, a := range answers {
		if !slices.Contains(out, a.Area) {
			out = append(out, a.Area)
		}
	}
	slices.Sort(out)
	return out
}
