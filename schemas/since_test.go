package schemas

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestGatesNameWhatExistsOnlyInSomeVersions(t *testing.T) {
	gates := load(t).Gates()
	find := func(schema, at string) Gate {
		i := slices.IndexFunc(gates, func(g Gate) bool { return g.Schema == schema && g.At == at })
		if i < 0 {
			t.Fatalf("no gate for %s of %s", at, schema)
		}
		return gates[i]
	}
	if g := find("definitions/download_source", "/properties/ssl"); !slices.Equal(g.Since, []string{"8.19.0", "9.1.0"}) {
		t.Errorf("ssl of download sources: since %v", g.Since)
	}
	if g := find("fleet/package_upload", "/properties/_meta/properties/name"); !g.Required {
		t.Error("_meta.name is not required from 9.0 on")
	}
	if g := find("fleet/package_upload", "/properties/response"); g.Until != "9.0.0" || g.Since != nil {
		t.Errorf("response: since %v until %q", g.Since, g.Until)
	}
	for _, row := range []struct{ schema, at, since string }{
		{"definitions/download_source", "/properties/secrets", "8.19.0 9.1.0"},
		{"fleet/agent_download_source.request", "/properties/ssl", "8.19.0 9.1.0"},
		{"fleet/agent_download_source.request", "/properties/secrets", "8.19.0 9.1.0"},
		{"definitions/agent_policy", "/properties/inactivity_timeout", "8.7.0"},
		{"definitions/agent_policy", "/properties/is_protected", "8.10.0"},
		{"definitions/agent_policy", "/properties/global_data_tags", "8.15.0"},
		{"definitions/agent_policy", "/properties/supports_agentless", "8.15.0"},
		{"definitions/agent_policy", "/properties/monitoring_http", "8.16.0"},
		{"definitions/agent_policy", "/properties/monitoring_diagnostics", "8.16.0"},
		{"definitions/agent_policy", "/properties/advanced_settings", "8.17.0"},
		{"definitions/agent_policy", "/properties/space_ids", "9.1.0"},
		{"definitions/agent_policy", "/properties/required_versions", "9.1.0"},
		{"entitystore/entities_list.query", "/properties/entity_types/items/enum/2", "8.18.0"},
		{"entitystore/entities_list.query", "/properties/entity_types/items/enum/3", "9.1.0"},
		{"definitions/entity", "/definitions/entity/properties/type", "9.1.0"},
	} {
		if g := find(row.schema, row.at); strings.Join(g.Since, " ") != row.since {
			t.Errorf("%s of %s: since %v, want %s", row.at, row.schema, g.Since, row.since)
		}
	}
	gates[0].Schema = "changed"
	if load(t).Gates()[0].Schema == "changed" {
		t.Error("the caller can change the set")
	}
}

func TestGatesAreVetted(t *testing.T) {
	schema := file(`"type":"object","properties":{"a~b/c":{"anyOf":[{"type":"string"},{"type":"null"}]}}`)
	for _, row := range []struct{ what, yaml, want string }{
		{"a right gate", `[{schema: a, at: /properties/a~0b~1c/anyOf/1/type, since: [9.1.0], source: s}]`, ""},
		{"an unknown schema", `[{schema: x, at: /type, since: [9.1.0], source: s}]`, `since.yaml#/0: no schema "x"`},
		{"a pointer into nothing", `[{schema: a, at: /properties/z, since: [9.1.0], source: s}]`, `"/properties/z" leads nowhere in schema a`},
		{"a position that is not there", `[{schema: a, at: /properties/a~0b~1c/anyOf/2, since: [9.1.0], source: s}]`, `leads nowhere`},
		{"a pointer below a text", `[{schema: a, at: /type/x, since: [9.1.0], source: s}]`, `leads nowhere`},
		{"a pointer without a slash", `[{schema: a, at: type, since: [9.1.0], source: s}]`, `leads nowhere`},
		{"no release", `[{schema: a, at: /type, since: [9.1], source: s}]`, `"9.1" is no release`},
		{"a bad until", `[{schema: a, at: /type, until: soon, source: s}]`, `"soon" is no release`},
		{"neither since nor until", `[{schema: a, at: /type, source: s}]`, `neither since nor until`},
		{"required from never on", `[{schema: a, at: /type, until: 9.0.0, required: true, source: s}]`, `required without since`},
		{"no source", `[{schema: a, at: /type, since: [9.1.0]}]`, `no source`},
		{"an unknown key", `[{schema: a, at: /type, sinse: [9.1.0], source: s}]`, `sinse`},
		{"no list", `{a: 1}`, gatesFile},
	} {
		_, err := loadFiles("a.json", schema, gatesFile, row.yaml)
		if got := fmt.Sprint(err); (err != nil) != (row.want != "") || !strings.Contains(got, row.want) && row.want != "" {
			t.Errorf("%s: got %v, want %q", row.what, err, row.want)
		}
	}
}
