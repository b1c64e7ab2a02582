package doctor

import (
	"context"
	"fmt"
	"net/http"
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
	status int
	got    string
}

// privileges asks every read once and tells, by area, which are permitted. A 404
// is permitted too: Kibana refuses a caller before it looks for an object.
func (x *examination) privileges(ctx context.Context) {
	if len(x.options.Reads) == 0 {
		return
	}
	answers := x.ask(ctx, x.options.Reads, target.Full)
	refused := 0
	for _, area := range areas(answers) {
		refused += x.area(area, answers)
	}
	if refused == len(answers) {
		x.stop("privileges", "the credentials are accepted and may do nothing: every read is answered 403",
			"give the key, or the role of the user, the privileges named above", target.ErrCredentials)
		return
	}
	if x.client.Has(target.Unprivileged) {
		x.powerless(x.ask(ctx, x.options.Reads, target.Unprivileged))
	}
}

// area reports on one area and returns how many of its reads are refused.
func (x *examination) area(area string, answers []seen) int {
	var refused, needs, odd []string
	all := 0
	for _, a := range answers {
		if a.Area != area {
			continue
		}
		all++
		switch {
		case a.status == http.StatusForbidden:
			refused = append(refused, "GET "+a.Path)
			if !slices.Contains(needs, a.Needs) {
				needs = append(needs, a.Needs)
			}
		case a.status < 200 || a.status >= 500 || a.status == http.StatusUnauthorized || a.status/100 == 3:
			odd = append(odd, fmt.Sprintf("GET %s: %s", a.Path, a.got))
		}
	}
	id := "privileges." + area
	switch {
	case len(refused) > 0:
		x.add(id, Warning, fmt.Sprintf("%d of %d reads are refused (403): %s", len(refused), all, strings.Join(refused, ", ")),
			"grant "+strings.Join(needs, " and ")+"; without them the cases that need them are blocked")
	case len(odd) > 0:
		x.add(id, Warning, fmt.Sprintf("%d of %d reads are answered neither way: %s", len(odd), all, strings.Join(odd, ", ")), "see the log of the server")
	default:
		x.fine(id, "%d of %d reads are answered", all, all)
	}
	return len(refused)
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
			out[i].status, out[i].got = x.get(ctx, r.Path, who)
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
