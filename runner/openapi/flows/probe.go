package flows

import (
	"maps"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// probe is the request that platform obligations bend: valid as far as the
// document tells, and aimed at nothing that exists.
func (a *author) probe() {
	n := &need{b: a.builder}
	send := a.least(a.o).send
	send.Params = a.nowhere(a.o)
	send.Query = a.leastQuery(a.o, nil)
	send.Body = a.personal(a.o, send.Body, "own", n)
	if role := a.roles[a.o]; role.r != nil && role.r.member == "" && role.does != "create" {
		if q := query(a.o, role.r.param); q != nil {
			if send.Query == nil {
				send.Query = map[string]any{}
			}
			put(send.Query, *q, a.unknown(*q))
		}
		send.Body = a.aimed(a.o, role.r, send.Body, "{own}")
	}
	p := fixtures.Probe{Send: send, Expect: soft(a.expect(a.o)), Method: "OPTIONS", At: a.o.At}
	switch role := a.roles[a.o]; {
	case role.does == "create" && a.undoable(role.r):
		id := "{made}"
		if role.r.named {
			id = "{own}"
		} else {
			keys := keysFor(role.r.param, role.r.what)
			if at, certain := a.idOfMade(a.o, keys); certain {
				p.Capture = map[string]string{"made": at}
			} else {
				id = "{own}"
			}
		}
		p.Undo = a.undo(role.r, id, send.Params)
		if p.Capture != nil {
			p.Undo.Find = a.findBy(role.r, fixtures.Step{Send: send}, "own", "made")
		}
	default:
		p.Undo = a.strayUndo(role, send.Params)
	}
	a.e.Probe = p
}

// nowhere are the parameters of a path that names nothing that exists.
func (b *builder) nowhere(o *openapi.Operation) map[string]string {
	out := map[string]string{}
	segs := segments(o.Path)
	for i, seg := range segs {
		param := paramOf(seg)
		switch {
		case param == "":
		case i == 1 && segs[0] == "s":
			out[param] = "default"
		default:
			out[param] = b.unknown(pathParameter(o, param))
		}
	}
	return out
}

// strayUndo removes what some servers create when they are asked to change what
// does not exist; nil where nothing can come of it.
func (a *author) strayUndo(role role, params map[string]string) *fixtures.Undo {
	if reads(a.o) || role.r == nil || role.does == "create" || role.does == "remove" || role.r.remove == nil || role.r.member == "" {
		return nil
	}
	segs := segments(a.o.Path)
	param := paramOf(segs[len(segs)-1])
	if param == "" {
		return nil
	}
	return a.undo(role.r, params[param], params)
}

// Levels of obligations that hang on what no document tells: whether the route
// has versions, who parses its body, which other methods its path has.
var (
	maybe    = fixtures.Override{Level: "recommended"}
	notKnown = func(why string) fixtures.Override { return fixtures.Override{Skip: why} }

	unversioned = notKnown("whether the route has versions is not known")
	ordinary    = map[string]fixtures.Override{
		"api-version-explicit": maybe, "api-version-absent": maybe, "xsrf-any-value": maybe, "malformed-json": maybe, "trailing-slash": maybe, "unknown-method": maybe,
		"forbidden": maybe, "xsrf-before-forbidden": maybe,
		"api-version-malformed": unversioned, "api-version-unknown": unversioned, "api-version-query": unversioned,
		"forbidden-before-version": unversioned, "version-before-validation": unversioned, "forbidden-before-validation": unversioned,
		"too-large": notKnown("routes have limits of their own"),
	}
	// versioned routes whose document demands the header: what an answer without
	// it is, the document leaves to Kibana.
	demanded = notKnown("the document demands the header")
	// where the document says that the route has versions
	dated = map[string]fixtures.Override{"api-version-malformed": maybe, "api-version-unknown": maybe, "api-version-query": maybe}

	changing        = with(ordinary, notKnown("what other methods the path of a write has is not known"), "unknown-method", "head", "trailing-slash")
	namesSpace      = notKnown("the path names a space already")
	inSpace         = with(ordinary, namesSpace, "default-space")
	changingInSpace = with(changing, namesSpace, "default-space")
	// anonymous routes answer whoever asks.
	// Source: Kibana source, core/packages/status/server-internal/src/routes/status.ts.
	anonymous = with(ordinary, notKnown("it answers without credentials, with less"),
		"no-credentials", "wrong-api-key", "wrong-password", "credentials-before-version")
)

func with(base map[string]fixtures.Override, o fixtures.Override, ids ...string) map[string]fixtures.Override {
	out := maps.Clone(base)
	for _, id := range ids {
		out[id] = o
	}
	return out
}

// overrides adapts the platform obligations to an operation; most share one map.
func overrides(o *openapi.Operation) map[string]fixtures.Override {
	out := placed(o)
	if o.Versioned {
		out = maps.Clone(out)
		maps.Copy(out, dated)
	}
	if demands(o, "elastic-api-version") {
		out = with(out, demanded, "api-version-absent")
	}
	return out
}

func placed(o *openapi.Operation) map[string]fixtures.Override {
	changes, space := o.Method != "GET" || !reads(o), strings.HasPrefix(o.Path, "/s/{")
	switch {
	case o.Path == "/api/status":
		return anonymous
	case changes && space:
		return changingInSpace
	case changes:
		return changing
	case space:
		return inSpace
	}
	return ordinary
}
