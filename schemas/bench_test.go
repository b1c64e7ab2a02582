package schemas

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkValidate judges the two bodies that runs see most of.
func BenchmarkValidate(b *testing.B) {
	set := load(b)
	bodies := corpora(b)
	list := bodies["lists/list"].Valid[0].Body
	page := fmt.Sprintf(`{"cursor":"WzBd","page":1,"per_page":20,"total":20,"data":[%s]}`, strings.TrimSuffix(strings.Repeat(list+",", 20), ","))
	for _, row := range []struct{ what, schema, body string }{
		{"agent policy, minimal", "fleet/agent_policy", bodies["fleet/agent_policy"].Valid[0].Body},
		{"agent policy, everything", "fleet/agent_policy", bodies["fleet/agent_policy"].Valid[3].Body},
		{"page of 20 lists", "lists/find", page},
		{"page of 20 lists, refused", "lists/find", strings.ReplaceAll(page, `"type":"ip"`, `"type":"ipv4"`)},
	} {
		b.Run(row.what, func(b *testing.B) {
			b.SetBytes(int64(len(row.body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := set.Validate(row.schema, []byte(row.body)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLoad reads and vets all schemas; it is part of every start.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}

// BenchmarkFirst adds the compilation of one schema.
func BenchmarkFirst(b *testing.B) {
	docs := load(b).docs
	for b.Loop() {
		if _, err := compile(docs, "fleet/agent_policy"); err != nil {
			b.Fatal(err)
		}
	}
}
