package reference

import (
	"net/http"
	"strings"
)

// around is a fault that puts something around the handler of an endpoint.
func around(endpoint, name, title string, do func(c *call, handle func(*call) (reply, error)) (reply, error)) Fault {
	return fault(endpoint, "meaning", name, title, func(_ *Server, rt *route) error {
		inner := rt.handle
		rt.handle = func(c *call) (reply, error) { return do(c, inner) }
		return nil
	})
}

// customFaults break what is said of one endpoint alone.
func customFaults() []Fault {
	shrug := func(body func(*call) any) func(*call, func(*call) (reply, error)) (reply, error) {
		return func(c *call, handle func(*call) (reply, error)) (reply, error) {
			answer, err := handle(c)
			if f, refused := err.(*failure); refused && f.status == http.StatusNotFound {
				if body == nil {
					return reply{status: http.StatusNoContent}, nil
				}
				return ok(body(c))
			}
			return answer, err
		}
	}
	return append(lostFaults(),
		around("roles.delete", "unknown-answers-success", "a role that does not exist is deleted", shrug(nil)),
		around("fleet.fleet_server_hosts.delete", "unknown-answers-success", "a host that does not exist is deleted",
			shrug(func(c *call) any { return obj{"id": c.param("itemId")} })),
		around("fleet.epm.packages.upload", "refuses-reinstallation",
			"a package that is installed cannot be uploaded again",
			func(c *call, handle func(*call) (reply, error)) (reply, error) {
				before := c.installed()
				answer, err := handle(c)
				if err == nil && c.installed() == before {
					return reply{}, refuse(http.StatusConflict, "The package is installed already")
				}
				return answer, err
			}),
		around("endpointlist.create", "conflict-when-it-exists", "the list cannot be created again",
			func(c *call, handle func(*call) (reply, error)) (reply, error) {
				answer, err := handle(c)
				if body, isObject := answer.body.(obj); isObject && err == nil && len(body) == 0 {
					return reply{}, refuse(http.StatusConflict, `exception list id: "%s" already exists`, endpointList)
				}
				return answer, err
			}),
		around("fleet.proxies.update", "refuses-an-empty-body", "a body without members is refused",
			func(c *call, handle func(*call) (reply, error)) (reply, error) {
				if len(c.object()) == 0 {
					return reply{}, refuse(http.StatusBadRequest,
						"[request body.name]: expected value of type [string] but got [undefined]")
				}
				return handle(c)
			}),
		around("fleet.proxies.update", "answers-the-old-value", "the answer to a change shows what was there before",
			func(c *call, handle func(*call) (reply, error)) (reply, error) {
				old := c.get(key{kindProxy, everySpace, c.param("itemId")})
				if answer, err := handle(c); err != nil {
					return answer, err
				}
				return ok(obj{"item": old})
			}),
		around("fleet.check_permissions.get", "refuses-the-powerless", "a caller without privileges is refused",
			func(c *call, handle func(*call) (reply, error)) (reply, error) {
				if c.principal != nil && !c.principal.privileged {
					return reply{}, refuse(http.StatusForbidden, "Forbidden")
				}
				return handle(c)
			}),
		around("fleet.agent_download_sources.create", "error-repeats-the-secret",
			"an error repeats the secret that was sent", func(c *call, handle func(*call) (reply, error)) (reply, error) {
				answer, err := handle(c)
				if f, refused := err.(*failure); refused {
					secret := text(objectOf(objectOf(c.object()["secrets"])["ssl"])["key"])
					return reply{}, refuse(f.status, "%v %s", f.message, secret)
				}
				return answer, err
			}),
		defaulting("entitystore.entities.list", "per_page", 25.0),
		defaulting("lists.find", "per_page", 10.0),
		defaulting("lists.find", "page", 2.0),
		defaulting("entitystore.entities.list", "page", 2.0),
	)
}

// installed counts the packages.
func (c *call) installed() int {
	defer c.lock(reads)()
	return len(c.all(kindPackage, everySpace))
}

// defaulting is a default that is another one than documented.
func defaulting(endpoint, name string, value any) Fault {
	return fault(endpoint, "meaning", "other-default-of-"+kebab(name),
		"without "+name+" another value is taken than documented",
		func(_ *Server, rt *route) error {
			changed := *rt.query
			changed.Fields = append(changed.Fields[:0:0], changed.Fields...)
			for i := range changed.Fields {
				if changed.Fields[i].Name == name {
					changed.Fields[i].Default = value
				}
			}
			rt.query = &changed
			return nil
		})
}

// lostFaults lose one member of what was sent: the answer lacks it, and nothing keeps it.
func lostFaults() []Fault {
	var out []Fault
	for endpoint, members := range map[string]string{
		"fleet.agent_download_sources.create": "id proxy_id ssl secrets",
		"fleet.proxies.update":                "name url proxy_headers certificate certificate_authorities certificate_key",
		"fleet.proxies.create":                "proxy_headers certificate",
		"fleet.agent_policies.create":         "description",
		"lists.create":                        "meta version",
	} {
		for member := range strings.FieldsSeq(members) {
			out = append(out, around(endpoint, "loses-"+kebab(member), "what is sent as "+member+" is lost",
				func(c *call, handle func(*call) (reply, error)) (reply, error) {
					c.body = without(c.object(), member)
					return handle(c)
				}))
		}
	}
	return out
}
