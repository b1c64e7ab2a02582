package observe

import (
	"cmp"
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
	seen := slices.SortedFunc(maps.Keys(o.statuses), func(a, b status) int {
		return cmp.Or(cmp.Compare(a.operation.At, b.operation.At), cmp.Compare(a.code, b.code), cmp.Compare(a.media, b.media))
	})
	for _, s := range seen {
		file.Actions = append(file.Actions, s.action(o.statuses[s], modern))
	}
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

func (s status) action(seen *shape, modern bool) action {
	response := map[string]any{"description": cmp.Or(http.StatusText(s.code), "Seen")}
	if s.media != "" {
		media := map[string]any{}
		if len(seen.types) > 0 {
			media["schema"] = seen.schema(modern)
		}
		response["content"] = map[string]any{s.media: media}
	}
	return action{
		Target:      path(s.operation.At),
		Description: fmt.Sprintf("%s answers %d", s.operation.ID, s.code),
		Update:      map[string]any{"responses": map[string]any{strconv.Itoa(s.code): response}},
	}
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
