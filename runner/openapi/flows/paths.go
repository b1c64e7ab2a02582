package flows

import (
	"strings"
	"unicode"
)

// segments cuts a path at its slashes.
func segments(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

func join(segs []string) string { return "/" + strings.Join(segs, "/") }

// paramOf is the name of the parameter that a segment is, empty when it is none.
func paramOf(seg string) string {
	if strings.HasPrefix(seg, "{") && strings.HasSuffix(seg, "}") {
		return seg[1 : len(seg)-1]
	}
	return ""
}

// words cuts a name at case changes and at whatever is no letter or digit, into
// small letters: agentPolicyId, agent_policy_id and agent-policy-id are alike.
func words(name string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
			word = nil
		}
	}
	small := false
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			small = false
			continue
		case unicode.IsUpper(r) && small:
			flush()
		}
		small = !unicode.IsUpper(r)
		word = append(word, r)
	}
	flush()
	return out
}

// abbreviated are words that parameter names shorten.
var abbreviated = map[string]string{"pkg": "package", "config": "configuration", "params": "parameter"}

// noun is what the last of some words is about, in the singular: the key under
// which "agent policies", "agentPolicyId" and "agent_policy" meet.
func noun(list []string) string {
	out := make([]string, len(list))
	for i, w := range list {
		if i == len(list)-1 {
			w = singular(w)
		}
		if long, ok := abbreviated[w]; ok {
			w = long
		}
		out[i] = w
	}
	return strings.Join(out, " ")
}

// singular is the singular of an English noun, as far as paths need it.
func singular(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "s") && len(w) > 2:
		return w[:len(w)-1]
	}
	return w
}

func plural(w string) string {
	switch {
	case strings.HasSuffix(w, "y") && !strings.HasSuffix(w, "ey"):
		return w[:len(w)-1] + "ies"
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "x"):
		return w + "es"
	}
	return w + "s"
}

// identifying are the words at the end of a name that say how, not what, is named.
var identifying = map[string]bool{"id": true, "ids": true, "name": true, "names": true, "key": true, "slug": true, "version": true, "uuid": true, "type": true}

// thing splits the name of a parameter into what it names and how: agentId is
// the id of an agent, id is the id of nothing in particular.
func thing(param string) (what, how string) {
	list := words(param)
	if n := len(list); n > 0 && identifying[list[n-1]] {
		return noun(list[:n-1]), singularHow(list[n-1])
	}
	return noun(list), "id"
}

func singularHow(w string) string {
	switch w {
	case "ids", "uuid":
		return "id"
	case "names":
		return "name"
	}
	return w
}
