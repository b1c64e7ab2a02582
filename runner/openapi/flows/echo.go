package flows

import (
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// echoes are the texts of ours in a body that an answer about the object shows as
// they were sent, by gjson path. Only names of the run count: a server may well
// have its own way with dates, numbers, secrets and lists. Ids are left out, since
// the path may win over the body.
func (b *builder) echoes(o *openapi.Operation, r *resource, sent any) map[string]any {
	out := map[string]any{}
	schema := success(o)
	at := b.idIn(schema, keysFor(r.param, r.what))
	object, isObject := sent.(map[string]any)
	if at == "" || !isObject || b.is(schema, "array") {
		return out
	}
	prefix, wrapper := at[:strings.LastIndexByte(at, '.')+1], ""
	node := any(schema)
	for seg := range strings.SplitSeq(strings.TrimSuffix(prefix, "."), ".") {
		if seg != "" {
			node, wrapper = b.properties(node)[seg], seg
		}
	}
	if inner, wrapped := object[wrapper].(map[string]any); wrapped {
		object = inner // {"data_view": {"title": …}}, as the answer has it
	}
	b.echo(node, r, object, prefix, out)
	return out
}

func (b *builder) echo(schema any, r *resource, sent map[string]any, prefix string, out map[string]any) {
	named := b.properties(schema)
	for _, key := range keys(sent) {
		at := prefix + escapePath(key)
		switch v := sent[key].(type) {
		case string:
			if strings.HasPrefix(v, "{own") && strings.HasSuffix(v, "}") && key != r.param && !endsIn(key, "id") && named[key] != nil && b.is(named[key], "string") {
				out[at] = v
			}
		case map[string]any:
			if named[key] != nil {
				b.echo(named[key], r, v, at+".", out)
			}
		}
	}
}
