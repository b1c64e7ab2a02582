package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// operations reads lines such as "GET,POST /api/things?id".
func operations(lines string) []*openapi.Operation {
	var out []*openapi.Operation
	for line := range strings.Lines(lines) {
		methods, path, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		path, query, _ := strings.Cut(path, "?")
		for method := range strings.SplitSeq(methods, ",") {
			o := &openapi.Operation{ID: strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(path), Method: method, Path: path}
			for _, seg := range segments(path) {
				if name := paramOf(seg); name != "" {
					o.Parameters = append(o.Parameters, openapi.Parameter{Name: name, In: "path", Required: true})
				}
			}
			if query != "" {
				for name := range strings.SplitSeq(query, "&") {
					o.Parameters = append(o.Parameters, openapi.Parameter{Name: name, In: "query"})
				}
			}
			out = append(out, o)
		}
	}
	return out
}

// told is a resource in one line.
func told(r *resource) string {
	var parts []string
	add := func(role string, o *openapi.Operation) {
		if o != nil {
			parts = append(parts, fmt.Sprintf("%s=%s %s", role, o.Method, o.Path))
		}
	}
	add("create", r.create)
	add("list", r.list)
	add("read", r.read)
	add("replace", r.replace)
	add("patch", r.patch)
	add("remove", r.remove)
	named := ""
	if r.named {
		named = " named"
	}
	return r.what + " by " + r.param + named + ": " + strings.Join(parts, ", ")
}

func TestResources(t *testing.T) {
	for name, c := range map[string]struct {
		lines string
		want  []string
	}{
		"a collection and its members": {
			"GET,POST /api/fleet/proxies\nGET,PUT,DELETE /api/fleet/proxies/{itemId}",
			[]string{"proxy by itemId: create=POST /api/fleet/proxies, list=GET /api/fleet/proxies, read=GET /api/fleet/proxies/{itemId}, replace=PUT /api/fleet/proxies/{itemId}, remove=DELETE /api/fleet/proxies/{itemId}"},
		},
		"a member that is created under its name": {
			"GET,PUT,DELETE /api/security/role/{name}\nGET /api/security/role",
			[]string{"role by name named: create=PUT /api/security/role/{name}, list=GET /api/security/role, read=GET /api/security/role/{name}, replace=PUT /api/security/role/{name}, remove=DELETE /api/security/role/{name}"},
		},
		"a list in the plural": {
			"GET,POST,DELETE /api/actions/connector/{id}\nGET /api/actions/connectors",
			[]string{"connector by id named: create=POST /api/actions/connector/{id}, list=GET /api/actions/connectors, read=GET /api/actions/connector/{id}, remove=DELETE /api/actions/connector/{id}"},
		},
		"a list below the plural": {
			"GET,POST,DELETE /api/alerting/rule/{id}\nGET /api/alerting/rules/_find",
			[]string{"rule by id named: create=POST /api/alerting/rule/{id}, list=GET /api/alerting/rules/_find, read=GET /api/alerting/rule/{id}, remove=DELETE /api/alerting/rule/{id}"},
		},
		"a list at the parent, and an update by POST": {
			"GET /api/data_views\nPOST /api/data_views/data_view\nGET,POST,DELETE /api/data_views/data_view/{viewId}",
			[]string{"data view by viewId: create=POST /api/data_views/data_view, list=GET /api/data_views, read=GET /api/data_views/data_view/{viewId}, patch=POST /api/data_views/data_view/{viewId}, remove=DELETE /api/data_views/data_view/{viewId}"},
		},
		"ids in the query": {
			"GET,DELETE /api/lists?id&refresh\nPOST,PUT,PATCH /api/lists\nGET /api/lists/_find",
			[]string{"list by id: create=POST /api/lists, list=GET /api/lists/_find, read=GET /api/lists, replace=PUT /api/lists, patch=PATCH /api/lists, remove=DELETE /api/lists"},
		},
		"id before any other id": {
			"DELETE /api/x/rules?rule_id&id\nPOST /api/x/rules",
			[]string{"rule by id: create=POST /api/x/rules, remove=DELETE /api/x/rules"},
		},
		"a collection that is emptied as a whole is none": {"POST,DELETE /api/x/index", nil},
		"members that can only be read": {
			"GET /api/fleet/agents\nGET /api/fleet/agents/{agentId}",
			[]string{"agent by agentId: list=GET /api/fleet/agents, read=GET /api/fleet/agents/{agentId}"},
		},
		"a member under a member": {
			"GET /api/cases/{caseId}/comments/{commentId}\nPOST /api/cases/{caseId}/comments\nGET /api/cases/{caseId}/comments/_find",
			[]string{"comment by commentId: create=POST /api/cases/{caseId}/comments, list=GET /api/cases/{caseId}/comments/_find, read=GET /api/cases/{caseId}/comments/{commentId}"},
		},
		"two parameters in a row name one object together": {"GET /api/packages/{name}/{version}", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range resources(operations(c.lines)) {
				got = append(got, told(r))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestANameOfWhichThereAreOnlySoMany(t *testing.T) {
	ops := operations("PUT,DELETE /api/engines/{type}")
	for _, o := range ops {
		o.Parameters[0].Schema.Node = map[string]any{"enum": []any{"host", "user"}}
	}
	if r := resources(ops)[0]; r.create != nil || r.remove == nil {
		t.Errorf("an engine could be made under a name of ours: %s", told(r))
	}
}

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"agentPolicyId": "agent policy id", "agent_policy_id": "agent policy id", "agent-policies": "agent policies", "pkgName": "pkg name",
		"_bulk_get": "bulk get", "sloId": "slo id", "ID": "id", "savedObjectIDs": "saved object ids", "": "",
	} {
		if got := strings.Join(words(name), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestThing(t *testing.T) {
	for name, want := range map[string][2]string{
		"agentId": {"agent", "id"}, "package_policy_id": {"package policy", "id"}, "agentPolicyIds": {"agent policy", "id"}, "pkgName": {"package", "name"},
		"pkgVersion": {"package", "version"}, "id": {"", "id"}, "name": {"", "name"}, "slug": {"", "slug"}, "resource": {"resource", "id"},
	} {
		if what, how := thing(name); what != want[0] || how != want[1] {
			t.Errorf("%s: the %s of a %q, want the %s of a %q", name, how, what, want[1], want[0])
		}
	}
}

func TestSingularAndPlural(t *testing.T) {
	for one, many := range map[string]string{"proxy": "proxies", "connector": "connectors", "status": "statuses", "key": "keys", "index": "indexes"} {
		if got := plural(one); got != many {
			t.Errorf("plural of %s: %s", one, got)
		}
	}
	for many, one := range map[string]string{"policies": "policy", "agents": "agent", "status": "status", "access": "access", "boxes": "box", "series": "sery"} {
		if got := singular(many); got != one {
			t.Errorf("singular of %s: %s", many, got)
		}
	}
}
