package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// belongs says to which check a kind of failed discovery belongs.
var belongs = map[error]string{
	target.ErrNotHTTP: "http", target.ErrProxy: "proxy", target.ErrUnreachable: "between", target.ErrNotKibana: "kibana",
	target.ErrNotReady: "ready", target.ErrCredentials: "credentials", target.ErrInterrupted: "http", target.ErrTLS: "tls",
}

// kibana: is it one, is it up, and which version.
func (x *examination) kibana(info target.Info, err error) {
	e, failed := discovery(err)
	switch {
	case failed && errors.Is(e.Kind, target.ErrNotKibana) && x.options.Stated != "":
		x.add("kibana", Warning, e.Finding, fmt.Sprintf("nothing to do if it is a mock; it is judged as %s, which was stated", x.options.Stated))
		if x.outside(x.options.Stated) != "" {
			x.stated()
		}
		return
	case failed && errors.Is(e.Kind, target.ErrCredentials) && info.Level != "":
		x.fine("kibana", "%s", named("it is a Kibana", info.Name))
		x.stop("credentials", e.Finding, e.Remedy, e.Kind)
		return
	case failed && !errors.Is(e.Kind, target.ErrNoVersion):
		id := cmp.Or(belongs[e.Kind], "kibana")
		if path, page := pagePath(x.Target); page && id == "kibana" {
			e.Remedy = "leave out " + path + ", which is a page; what comes before it is the base path"
		} else if id == "kibana" {
			e.Remedy += "; to test a mock without /api/status, state --kibana-version"
		}
		x.stop(id, e.Finding, e.Remedy, e.Kind)
		return
	}
	x.fine("kibana", "%s", named("it is a Kibana", info.Name))
	switch info.Level {
	case "degraded", "yellow":
		x.add("ready", Warning, named("its status is "+info.Level, info.Summary), "see the log of Kibana; what does not work will be reported as violations")
	case "unavailable", "critical", "red":
		x.stop("ready", named("its status is "+info.Level, info.Summary), "wait until it is up, or see the log of Kibana", target.ErrNotReady)
		return
	default:
		x.fine("ready", "its status is %s", info.Level)
	}
	x.version(info, e)
}

// pagePath is the part of a URL that people copy from the address of a page.
func pagePath(url string) (path string, ok bool) {
	if i := strings.Index(url, "/app/"); i >= 0 {
		return url[i:], true
	}
	return "", false
}

func named(what, name string) string {
	if name == "" {
		return what
	}
	return fmt.Sprintf("%s (%s)", what, name)
}

// version: the contract is judged by it, so it has to be known, and to be one
// that the contract speaks about.
func (x *examination) version(info target.Info, hidden target.DiscoveryError) {
	_, bad := semver.NewVersion(info.Version)
	contract := x.options.Contract
	switch {
	case x.options.Stated != "":
		x.stated()
		if bad != nil {
			x.Info.Flavor = "" // an example that a mock repeats, like the version beside it
		}
		return
	case hidden.Kind != nil && x.client.Anonymous():
		x.stop("version", "no credentials were given, and the target hides its version from anybody",
			"set KBN_CONFORMANCE_API_KEY; for a mock that needs none, state --kibana-version", target.ErrNoVersion)
		return
	case bad != nil:
		x.Info.Version, x.Info.Flavor = "", ""
		x.add("version", Warning, fmt.Sprintf("the target does not tell its version (%q); judged as %s", info.Version, contract), "state it with --kibana-version")
		return
	}
	x.Version, x.Flavour = info.Version, info.Flavor
	finding := named(info.Version, info.Flavor)
	if info.Snapshot {
		finding += ", a snapshot"
	}
	if outside := x.outside(info.Version); outside != "" {
		x.add("version", Warning, finding+" is "+outside, "mind that in the verdict; another version of kbn-conformance may know it")
		return
	}
	x.fine("version", "%s", finding)
}

// stated is the check of a version that the user states, whatever the target tells.
func (x *examination) stated() {
	finding := fmt.Sprintf("judged as %s, which was stated", x.options.Stated)
	if outside := x.outside(x.options.Stated); outside != "" {
		x.add("version", Warning, finding+" and is "+outside, "mind that in the verdict, or correct --kibana-version")
		return
	}
	x.fine("version", "%s", finding)
}

func (x *examination) outside(version string) string {
	if x.options.Beyond == nil {
		return ""
	}
	return x.options.Beyond(version)
}

// credentials: Discover has shown that the first ones are accepted. The second
// ones must be known as well, or the 403 cases would blame the target for a 401.
func (x *examination) credentials(ctx context.Context, err error) {
	if x.client.Anonymous() && !x.options.Quick && x.get(ctx, nowhere, target.Full).kind() == stranger {
		x.stop("credentials", "the target wants credentials (401), and none were given", "set KBN_CONFORMANCE_API_KEY, or a user and a password", target.ErrCredentials)
		return
	}
	if x.client.Anonymous() {
		x.add("credentials", Warning, "none were given, and the target wants none", "set KBN_CONFORMANCE_API_KEY unless it is a mock without security")
	} else if !errors.Is(err, target.ErrNotKibana) {
		x.fine("credentials", "they are accepted")
	}
	if !x.client.Has(target.Unprivileged) {
		return
	}
	if x.get(ctx, nowhere, target.Unprivileged).kind() == stranger {
		x.stop("unprivileged", "the target refuses the unprivileged credentials (401)", "check KBN_CONFORMANCE_UNPRIVILEGED_API_KEY, or leave it out", target.ErrCredentials)
		return
	}
	x.fine("unprivileged", "the second credentials are accepted")
}

// nowhere is a path that no Kibana has: 404 to whoever it knows, 401 to others.
const nowhere = "/api/kbn-conformance/no-such-path"

// space: for API paths Kibana does not check that the space exists, and answers as
// if it were empty; so it is asked for by its name.
func (x *examination) space(ctx context.Context) {
	space := x.client.Space()
	if x.Stopped || space == "default" || x.Info.Level == "" {
		return
	}
	switch a := x.get(ctx, "/api/spaces/space/"+space, target.Full); a.status {
	case http.StatusOK:
		x.fine("space", "there is a space %s", space)
	case http.StatusNotFound:
		x.stop("space", fmt.Sprintf("there is no space %s (404)", space), "check --space and the /s/… of the URL; the id of a space is in the address of its pages", target.ErrNotKibana)
	case http.StatusForbidden:
		x.add("space", Warning, fmt.Sprintf("the credentials may not see the space %s (403)", space), "grant them access to the space, or test another one")
	default:
		x.add("space", Unknown, fmt.Sprintf("whether there is a space %s is not known (%s)", space, a.got), "see the log of the server")
	}
}
