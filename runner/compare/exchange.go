package compare

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// exchange puts one pair into the tally of its operation and status.
func (c *comparison) exchange(index int, p pair) {
	b, a := p.before, p.after
	at := mark{index, p.sure}
	if rule := statusRule(b, a); rule != "" {
		t := c.tally(p.op, outcome(b)+" → "+outcome(a), true)
		t.pairs++
		t.single = append(t.single, fact{rule: rule, subject: fmt.Sprintf("status %s → %s", outcome(b), outcome(a)), before: outcome(b), after: outcome(a),
			answers: 1, seen: seen{n: 1, pair: at}})
		if !success(b) || !success(a) || !hasBody(a) || !hasBody(b) {
			return
		}
		w := &walk{tally: t, names: c.names, pair: at, step: p.step, query: b.Query()}
		w.bodies(b.Response, a.Response)
		return
	}
	if b.Response == nil || a.Response == nil {
		return // no answer on both sides: nothing to compare
	}
	t := c.tally(p.op, outcome(a), a.Response.Status < 400)
	t.pairs++
	w := &walk{tally: t, names: c.names, pair: at, step: p.step, query: b.Query()}
	w.headers(b.Response.Header, a.Response.Header)
	w.bodies(b.Response, a.Response)
}

// statusRule is empty when both sides answered alike.
func statusRule(before, after *recording.Exchange) string {
	switch {
	case !before.Complete() && !after.Complete():
		return ""
	case !after.Complete():
		return "answer-lost"
	case !before.Complete():
		return "answer-back"
	}
	b, a := before.Response.Status, after.Response.Status
	switch {
	case b == a:
		return ""
	case a >= 500:
		return "server-error"
	case b/100 != 3 && a/100 == 3:
		return "redirect-appeared"
	case b < 400 && a >= 400:
		return "success-lost"
	case b < 300 && a < 300:
		return "success-status-changed"
	case b/100 == 3 && a/100 == 3:
		return "" // 301, 302, 307: clients follow all of them
	case b/100 == 3:
		return "redirect-gone"
	case a < 300:
		return "refusal-lifted"
	case b == http.StatusNotFound:
		return "absence-changed"
	}
	return "refusal-changed"
}

func outcome(x *recording.Exchange) string {
	if !x.Complete() {
		if x.Failure != nil {
			return "no answer (" + string(x.Failure.Kind) + ")"
		}
		return "no answer"
	}
	return fmt.Sprint(x.Response.Status)
}

func success(x *recording.Exchange) bool { return x.Complete() && x.Response.Status/100 == 2 }

func hasBody(x *recording.Exchange) bool { return len(bytes.TrimSpace(x.Response.Body)) > 0 }

// bodies compares two bodies; errors are compared by their family first.
func (w *walk) bodies(before, after *recording.Response) {
	kb, vb := content(before)
	ka, va := content(after)
	if kb != ka {
		switch {
		case !w.tally.success:
			w.single("error-family-changed", "error body", family(kb, vb), family(ka, va))
		case kb == "JSON":
			w.single("body-lost", "body", kb, ka)
		case kb == "nothing":
			w.single("body-appeared", "body", kb, ka)
		}
		return
	}
	if kb != "JSON" {
		return
	}
	if !w.tally.success {
		if fb, fa := family(kb, vb), family(ka, va); fb != fa {
			w.single("error-family-changed", "error body", fb, fa)
			return
		}
	}
	w.value("", vb, va)
}

func (w *walk) single(rule, subject, before, after string) {
	w.tally.single = append(w.tally.single, fact{rule: rule, subject: subject, before: before, after: after, answers: 1, seen: seen{n: 1, pair: w.pair}})
}

// content says what a body is.
func content(r *recording.Response) (kind string, value any) {
	body := bytes.TrimSpace(bytes.TrimPrefix(r.Body, []byte("\ufeff")))
	if len(body) == 0 {
		return "nothing", nil
	}
	if v := decode(body); v != nil || string(body) == "null" {
		return "JSON", v
	}
	if body[0] == '<' {
		return "a page", nil
	}
	if strings.Contains(r.Header.Get("Content-Type"), "json") {
		return "broken JSON", nil
	}
	return "text", nil
}

// family names the form of an error. Kibana has two: that of the platform, and
// that of the handlers of Elastic Security.
func family(kind string, v any) string {
	object, is := v.(map[string]any)
	if !is {
		return kind
	}
	has := func(names ...string) bool {
		for _, n := range names {
			if _, ok := object[n]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case has("statusCode", "error"):
		return "{statusCode, error, message}"
	case has("status_code"):
		return "{status_code, message}"
	case has("statusCode"):
		return "{statusCode}"
	case has("error"):
		return "{error}"
	}
	return "another object"
}
