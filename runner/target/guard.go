package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// guard is the only way to the network. What a request says of itself is not
// enough: in mode Read it lets through what is declared a read and is one, in
// mode Write also what the run vouches for. A request that forgets to say what
// it is goes nowhere.
//
// Forbidden in mode Read is every method but GET, HEAD and OPTIONS, except POST
// to a path of Config.SafePosts; and a safe method with something in it that
// makes some server carry out another: a body, an override, a path that names a
// deed. In mode Write the last is a write like others, unless it is declared a
// read.
type guard struct {
	mode  Mode
	safe  []string // templates of paths whose POST is a read
	reach func(*http.Request) string
	next  http.RoundTripper
}

// Owner vouches for requests that change something: the error says that what a
// request aims at is not the run's. It is asked in mode Write, for whatever is
// no read, right before the request would leave.
type Owner interface{ Vouch(r Request) error }

// refusal is an error of the guard: nothing was sent.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

var (
	errReadOnly = refusal{errors.New("not sent: the run is read-only and this request is not declared as a read; allow writes to send it")}
	errNoRead   = refusal{errors.New("not sent: the run is read-only and this request is no read, whatever it is declared; allow writes to send it")}
	errNobody   = refusal{errors.New("not sent: it may change something, and nobody vouches that this is the run's own")}
)

type askKey struct{}

// asking keeps the request that is asked for beside what is made of it.
func asking(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, askKey{}, r)
}

func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.check(r); err != nil {
		return nil, err
	}
	return g.next.RoundTrip(r)
}

func (g guard) check(r *http.Request) error {
	asked, known := r.Context().Value(askKey{}).(Request)
	deed := deed(r)
	disguise := disguised(r)
	if asked.Read || g.mode != Write {
		disguise = cmp.Or(disguise, deed)
	}
	reads := disguise == "" && deed == "" && (safeMethod(r.Method) && r.ContentLength == 0 || r.Method == http.MethodPost && g.safePost(r))
	switch {
	case known && asked.Read && reads, g.mode == Write && known && safeMethod(r.Method) && reads:
		return nil
	case g.mode != Write && (!known || !asked.Read):
		return errReadOnly
	case g.mode != Write && disguise != "":
		return refusal{fmt.Errorf("not sent: the run is read-only and this request is no read, whatever it is declared: %s", disguise)}
	case g.mode != Write:
		return errNoRead
	case disguise != "" && safeMethod(r.Method):
		return refusal{fmt.Errorf("not sent: it claims to be a %s, but %s", r.Method, disguise)}
	case !known || asked.Owner == nil:
		return errNobody
	}
	if err := asked.Owner.Vouch(asked); err != nil {
		return refusal{fmt.Errorf("not sent: %w", err)}
	}
	return nil
}

func safeMethod(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// safePost: templates match whole paths, a {name} one segment; a space before
// the path changes nothing about it.
func (g guard) safePost(r *http.Request) bool {
	path := strings.Split(g.reach(r), "/")
	for _, template := range g.safe {
		if fits(strings.Split(template, "/"), path) || len(path) > 3 && path[1] == "s" && fits(strings.Split(template, "/"), append([]string{""}, path[3:]...)) {
			return true
		}
	}
	return false
}

func fits(template, path []string) bool {
	if len(template) != len(path) {
		return false
	}
	for i, part := range template {
		if part != path[i] && !(strings.HasPrefix(part, "{") && strings.HasSuffix(part, "}") && path[i] != "" && !strings.ContainsAny(path[i], "%.")) {
			return false
		}
	}
	return true
}
