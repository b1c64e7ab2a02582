package verify

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// beginning is how many exchanges are looked at to learn what was recorded.
const beginning = 2000

// facts are what a recording tells about its target.
type facts struct {
	version string
	flavour string
	origin  string          // of the first exchange that Kibana answered
	kibanas map[string]bool // origins that sign their answers as Kibana does
	base    *url.URL        // only what is below it is judged
}

var errEnough = errors.New("enough")

// scout reads the beginning of a recording.
func scout(open func() (io.ReadCloser, error), o Options) (facts, error) {
	f := facts{kibanas: map[string]bool{}}
	if o.Target != "" {
		var err error
		if f.base, err = url.Parse(o.Target); err != nil {
			return f, err
		}
	}
	file, err := open()
	if err != nil {
		return f, err
	}
	defer file.Close()
	seen := 0
	meta, err := recording.Each(file, func(x recording.Exchange) error {
		f.learn(x)
		if seen++; seen == beginning {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) || errors.Is(err, recording.ErrCut) {
		err = nil
	}
	if meta.Server.Version != "" {
		f.version, f.flavour = meta.Server.Version, meta.Server.Flavour
	}
	f.version = cmp.Or(o.Version, f.version)
	return f, err
}

// learn takes from an exchange what it tells: an answer of /api/status, or the
// header in which Kibana's own pages name the version that they are made for.
func (f *facts) learn(x recording.Exchange) {
	if x.Response == nil {
		return
	}
	if x.Response.Header.Get("Kbn-Name") != "" {
		f.kibanas[origin(x)] = true
		f.origin = cmp.Or(f.origin, origin(x))
	}
	version := ""
	p, _, _ := strings.Cut(x.Path(), "?")
	if strings.HasSuffix(p, "/api/status") && x.Response.Status == http.StatusOK {
		version = x.JSON("version.number").String()
		if flavour := x.JSON("version.build_flavor").String(); flavour == "traditional" || flavour == "serverless" {
			f.flavour = cmp.Or(f.flavour, flavour)
		}
	} else if x.Response.Status/100 == 2 {
		version = x.Request.Header.Get("Kbn-Version")
	}
	version, _ = strings.CutSuffix(version, "-SNAPSHOT")
	if _, err := semver.StrictNewVersion(version); err == nil {
		f.version = cmp.Or(f.version, version)
	}
}

// ours reports whether an exchange is one of the target: below the URL that was
// stated, else of an origin that signs as Kibana does, if there is any.
func (f facts) ours(x recording.Exchange) bool {
	if f.base != nil {
		u, err := url.Parse(x.Request.URL)
		return err == nil && u.Scheme == f.base.Scheme && u.Host == f.base.Host && strings.HasPrefix(u.Path+"/", strings.TrimSuffix(f.base.Path, "/")+"/")
	}
	return len(f.kibanas) == 0 || f.kibanas[origin(x)]
}

// origin is scheme and host of an exchange.
func origin(x recording.Exchange) string {
	scheme, rest, _ := strings.Cut(x.Request.URL, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}
