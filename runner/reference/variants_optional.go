package reference

import "strings"

// property is a member of an answer that may be absent, null or there.
type property struct {
	of     string // what kind of object has it: a key of shownBy
	path   string // from that object to the one that holds it
	name   string
	value  any // what stands there when it is there
	source string
}

// shownBy tells which answers show an object, and where in them.
var shownBy = map[string]string{
	"source": "fleet.agent_download_sources.create item, fleet.agent_download_sources.list items[], " +
		"fleet.agent_download_sources.get item, fleet.agent_download_sources.update item",
	"policy": "fleet.agent_policies.get item, fleet.agent_policies.create item, fleet.agent_policies.update item, fleet.agent_policies.list items[]",
	"proxy":  "fleet.proxies.create item, fleet.proxies.get item, fleet.proxies.list items[]",
	"update": "fleet.proxies.update item",
	"host": "fleet.fleet_server_hosts.create item, fleet.fleet_server_hosts.get item, fleet.fleet_server_hosts.list items[], " +
		"fleet.fleet_server_hosts.update item",
	"list":      "lists.find data[], lists.create, lists.get, lists.delete",
	"exception": "endpointlist.create, exceptionlists.get, exceptionlists.delete",
	"asset":     "fleet.epm.packages.upload items[], fleet.epm.packages.delete items[]",
	"entities":  "entitystore.entities.list",
	"entity":    "entitystore.entities.list records[]",
}

// judgedBy are those of the twelve whose flows meet an object.
var judgedBy = map[string][]string{
	"source": {"fleet.agent_download_sources.create"}, "policy": {"fleet.agent_policies.get", "fleet.proxies.update"},
	"proxy": {"fleet.proxies.update", "fleet.agent_download_sources.create"}, "update": {"fleet.proxies.update"},
	"host": {"fleet.fleet_server_hosts.delete"}, "list": {"lists.find"}, "exception": {"endpointlist.create"},
	"asset": {"fleet.epm.packages.upload"}, "entities": {"entitystore.entities.list"},
	"entity": {"entitystore.entities.list"},
}

// optionalVariants are one for each property that may be absent, null or there.
func optionalVariants() []Variant {
	var out []Variant
	for _, p := range nullables() {
		out = append(out, p.variant("null", "is null instead of absent", p.add))
	}
	for _, p := range additions() {
		out = append(out, p.variant("with", "is there although nobody set it", p.add))
	}
	for _, p := range dispensables() {
		out = append(out, p.variant("no", "is absent", p.drop))
	}
	return out
}

func (p property) add(holder obj) {
	if _, set := holder[p.name]; !set {
		holder[p.name] = p.value
	}
}

func (p property) drop(holder obj) {
	if p.of == "update" && holder[p.name] != nil {
		return // an update answers what was just set; only a null may be left out
	}
	delete(holder, p.name)
}

// variant changes the property in all answers; an empty object says that there is nothing to show,
// and stays empty.
func (p property) variant(prefix, what string, change func(holder obj)) Variant {
	where := strings.Trim(p.path+"."+p.name, ".")
	return Variant{
		Name: prefix + "-" + p.of + "-" + kebab(where), Group: "optional", Source: p.source, Endpoints: judgedBy[p.of],
		Title: where + " of " + article(p.of) + " " + what,
		install: func(s *Server) error {
			for place := range strings.SplitSeq(shownBy[p.of], ", ") {
				endpoint, at, _ := strings.Cut(place, " ")
				path := steps(strings.Trim(at+"."+p.path, "."))
				err := on(func(_ *call, res *response) {
					if res.err == nil {
						res.body = editObjects(res.body, path, func(holder obj) {
							if len(holder) > 0 || p.path != "" {
								change(holder)
							}
						})
					}
				}, endpoint)(s)
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func article(noun string) string {
	if noun == "entities" {
		return "a page of entities"
	}
	if strings.IndexByte("aeiou", noun[0]) >= 0 {
		return "an " + noun
	}
	return "a " + noun
}
