package plan

import (
	"strings"

	"github.com/Masterminds/semver/v3"
)

// factor is one query key with the values that it may have.
type factor struct {
	place  place
	values []valid
}

// absent is the value of a key that is left out.
var absent = valid{word: "absent"}

// together derives requests that are valid as a whole: every two values of two
// keys meet in one of them.
func (d *deriver) together(all []place) {
	var factors []factor
	for _, p := range all[1:] {
		if p.within() {
			continue
		}
		f := factor{place: p, values: d.validIn(p)}
		if len(f.values) == 0 {
			continue
		}
		if !p.required {
			f.values = append([]valid{absent}, f.values...)
		}
		factors = append(factors, f)
	}
	sizes := make([]int, len(factors))
	for i, f := range factors {
		sizes[i] = len(f.values)
	}
	for _, row := range Pairwise(sizes) {
		d.combine(all[0], factors, row)
	}
}

// combine makes the request of one row. A row with fewer than two keys combines
// nothing.
func (d *deriver) combine(root place, factors []factor, row []int) {
	query := d.leastQuery(root)
	var id, title, since []string
	for i, f := range factors {
		v := f.values[row[i]]
		if v.word == absent.word {
			continue
		}
		query[f.place.key()] = v.value
		id = append(id, strings.TrimSuffix(f.place.id()+"-"+v.word, "-"))
		title = append(title, strings.TrimSuffix(f.place.name()+" "+v.said(), " "))
		since = later(since, f.place.part.Since, v.since)
	}
	if len(id) < 2 {
		return
	}
	send := d.e.Probe.Send
	send.Query = query
	d.add(draft{id: "takes-" + strings.Join(id, "-"), title: "takes " + joined(title, "and") + " together", breach: "together", place: root, send: send, accepted: true, since: since})
}

// said is the value in the title of a combination; the only example of a key
// needs no telling apart.
func (v valid) said() string {
	if v.word == "" {
		return ""
	}
	return v.String()
}

// later keeps the last to come of several lists of first releases. What exists
// on one release line only must not be combined with what has two.
func later(lists ...[]string) []string {
	var out []string
	for _, list := range lists {
		if len(list) > 0 && (len(out) == 0 || semver.MustParse(out[len(out)-1]).LessThan(semver.MustParse(list[len(list)-1]))) {
			out = list
		}
	}
	return out
}

func joined(list []string, last string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + last + " " + list[len(list)-1]
}
