package doctor

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// answer is what came back for one read.
type answer struct {
	status int // 0: none came
	page   bool
	got    string // for people
}

// kind is what an answer says about the server that gave it.
type kind string

// The kinds of answers; only a usual one shows that somebody is there who can be judged.
const (
	usual    kind = ""
	refusal  kind = "403"
	stranger kind = "401"
	absent   kind = "404"
	page     kind = "an HTML page"
	redirect kind = "a redirect"
	broken   kind = "an error of the server"
	silence  kind = "no answer"
)

func (a answer) kind() kind {
	switch {
	case a.status == 0:
		return silence
	case a.status/100 == 3:
		return redirect
	case a.page:
		return page
	case a.status == http.StatusForbidden:
		return refusal
	case a.status == http.StatusUnauthorized:
		return stranger
	case a.status == http.StatusNotFound:
		return absent
	case a.status < 200 || a.status >= 500:
		return broken
	}
	return usual
}

// nothing stops at a target of which no read shows anything: a run would have
// nothing to judge, whatever else it looks like.
func (x *examination) nothing(answers []seen) {
	var kinds []string
	for _, a := range answers {
		k := a.kind()
		if k == usual {
			return
		}
		if !slices.Contains(kinds, string(k)) {
			kinds = append(kinds, string(k))
		}
	}
	slices.Sort(kinds)
	finding := "every read is answered with " + strings.Join(kinds, " or ")
	switch kind(strings.Join(kinds, " ")) {
	case refusal:
		x.stop("privileges", "the credentials are accepted and may do nothing: every read is answered 403",
			"give the key, or the role of the user, the privileges named above", target.ErrCredentials)
	case stranger:
		x.stop("answers", finding, x.login(), target.ErrCredentials)
	case absent:
		x.stop("answers", finding, "check the host, the port and the base path of --target; a server that has none of these operations can only be judged by its OpenAPI document (run --spec)", target.ErrNotKibana)
	case page, redirect:
		x.stop("answers", finding+x.whither(answers), "check the base path and any login or proxy before the server: its answers are not those of an API", target.ErrNotKibana)
	case broken, silence:
		x.stop("answers", fmt.Sprintf("%s (GET %s: %s)", finding, answers[0].Path, answers[0].got), "see the log of the server, and try again when it is healthy", target.ErrNotReady)
	default:
		x.stop("answers", finding, "check --target, any login or proxy before the server, and the credentials; "+x.login(), target.ErrNotKibana)
	}
}

// whither is where the first redirect leads.
func (x *examination) whither(answers []seen) string {
	for _, a := range answers {
		if a.kind() == redirect {
			return fmt.Sprintf(" (GET %s: %s)", a.Path, a.got)
		}
	}
	return ""
}

// login is the remedy for an answer that calls the caller a stranger.
func (x *examination) login() string {
	if x.client.Anonymous() {
		return "set KBN_CONFORMANCE_API_KEY: no credentials were given"
	}
	return "check that the key is in its encoded form, not expired, and of this deployment"
}
