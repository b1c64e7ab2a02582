package observe

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// overlay is a file in the OpenAPI Overlay format.
type overlay struct {
	Overlay string   `yaml:"overlay"`
	Info    info     `yaml:"info"`
	Actions []action `yaml:"actions"`
}

type info struct {
	Title   string `yaml:"title"`
	Version string `yaml:"version"`
}

type action struct {
	Target      string         `yaml:"target"`
	Description string         `yaml:"description"`
	Update      map[string]any `yaml:"update"`
}

// Lacks counts the statuses and properties that the document does not have.
func (o *Observer) Lacks() (statuses, properties int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, s := range o.fields {
		properties += len(s.properties)
	}
	return len(o.statuses), properties
}

// Overlay writes what was seen as a file of corrections, to be read before it is
// used: what an answer shows may be a defect of the server.
func (o *Observer) Overlay(title string) ([]byte, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	file := overlay{Overlay: "1.0.0", Info: info{Title: title, Version: "1"}, Actions: []action{}}
	modern := !strings.HasPrefix(o.document.Format, "3.0")
	file.Actions = append(file.Actions, o.answers(modern)...)
	for _, at := range slices.Sorted(maps.Keys(o.fields)) {
		s := o.fields[at]
		update := map[string]any{"properties": s.named(modern)}
		if s.isMap() {
			update = s.schema(modern)
		}
		file.Actions = append(file.Actions, action{
			Target: path(at), Description: "Answers have " + words(slices.Sorted(maps.Keys(s.properties))), Update: update,
		})
	}
	return yaml.Dump(file, yaml.WithIndent(2))
}

// answers document the statuses, one action for each operation. What many of them
// answer alike is written once, among the components.
func (o *Observer) answers(modern bool) []action {
	seen := slices.SortedFunc(maps.Keys(o.statuses), func(a, b status) int {
		return cmp.Or(cmp.Compare(a.operation.At, b.operation.At), cmp.Compare(a.code, b.code), cmp.Compare(a.media, b.media))
	})
	written, uses := make([]map[string]any, len(seen)), map[string]int{}
	for i, s := range seen {
		written[i] = s.response(o.statuses[s], modern)
		uses[alike(s, written[i])]++
	}
	shared, names := map[string]any{}, map[string]string{}
	var out []action
	for i, s := range seen {
		var response any = written[i]
		if key := alike(s, written[i]); uses[key] > many {
			if names[key] == "" {
				names[key] = free(shared, fmt.Sprintf("Seen%d", s.code))
				shared[names[key]] = response
			}
			response = map[string]any{"$ref": "#/components/responses/" + names[key]}
		}
		code := strconv.Itoa(s.code)
		if i > 0 && seen[i-1].operation == s.operation {
			last := &out[len(out)-1]
			responses := last.Update["responses"].(map[string]any)
			if _, twice := responses[code]; !twice {
				last.Description += ", " + code
				responses[code] = response
			}
			continue
		}
		out = append(out, action{
			Target: path(s.operation.At), Description: s.operation.ID + " answers " + code,
			Update: map[string]any{"responses": map[string]any{code: response}},
		})
	}
	if len(shared) > 0 {
		out = append([]action{{
			Target: "$", Description: "What several operations answer",
			Update: map[string]any{"components": map[string]any{"responses": shared}},
		}}, out...)
	}
	return out
}

// many operations answer something if more than these do.
const many = 2

func alike(s status, response map[string]any) string {
	text, _ := json.Marshal(response)
	return strconv.Itoa(s.code) + string(text)
}

func free(taken map[string]any, name string) string {
	base := name
	for n := 2; taken[name] != nil; n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	return name
}

func (s status) response(seen *shape, modern bool) map[string]any {
	out := map[string]any{"description": cmp.Or(http.StatusText(s.code), "Seen")}
	if s.media != "" {
		media := map[string]any{}
		if len(seen.types) > 0 {
			media["schema"] = seen.schema(modern)
		}
		out["content"] = map[string]any{s.media: media}
	}
	return out
}

// path words a JSON Pointer as a JSONPath.
func path(pointer string) string {
	var b strings.Builder
	b.WriteString("$")
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		if _, err := strconv.Atoi(token); err == nil && !status3(pointer, token) {
			b.WriteString("[" + token + "]")
			continue
		}
		b.WriteString("['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(token) + "']")
	}
	return b.String()
}

// status3 reports whether a number in a pointer is a status, which is a key, and
// no position in a list.
func status3(pointer, token string) bool { return strings.Contains(pointer, "/responses/"+token) }

func words(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
