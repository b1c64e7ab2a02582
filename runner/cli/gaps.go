package cli

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// listGaps shows what is wrong with a document, each with its place.
func listGaps(w World, s source) error {
	d, err := s.load()
	if err != nil {
		return err
	}
	if d == nil {
		return usage("--gaps shows what is wrong with a document; name it with --spec")
	}
	var b strings.Builder
	for _, g := range d.Gaps {
		fmt.Fprintf(&b, "%s  %s", g.Kind, g.At)
		if g.Operation != "" && !strings.Contains(g.At, g.Operation) {
			fmt.Fprintf(&b, "  (%s)", g.Operation)
		}
		fmt.Fprintf(&b, "\n    %s\n", g.Text)
	}
	fmt.Fprintf(&b, "%s in %s\n", reports.Plural(len(d.Gaps), "gap"), reports.Plural(len(d.Operations), "operation"))
	for _, k := range kindsOf(d.Gaps) {
		fmt.Fprintf(&b, "%6d  %-24s  %s\n", k.count, k.kind, openapi.Meaning(k.kind))
	}
	if _, err := w.Stdout.Write([]byte(b.String())); err != nil {
		return incomplete(errors.Join(errors.New("the gaps"), err))
	}
	return nil
}

type kindCount struct {
	kind  string
	count int
}

// kindsOf counts gaps by kind, most first.
func kindsOf(gaps []openapi.Gap) []kindCount {
	counts := map[string]int{}
	for _, g := range gaps {
		counts[g.Kind]++
	}
	var out []kindCount
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, kindCount{kind, counts[kind]})
	}
	slices.SortStableFunc(out, func(a, b kindCount) int { return cmp.Compare(b.count, a.count) })
	return out
}

// warn says that a document has gaps, where something else is asked.
func (s source) warn(w World, d *openapi.Document) {
	if d != nil && len(d.Gaps) > 0 {
		fmt.Fprintf(w.Stderr, "%s: %s in the document, which `kbn-conformance list --spec %s --gaps` shows\n", s.spec, reports.Plural(len(d.Gaps), "gap"), s.spec)
	}
}
