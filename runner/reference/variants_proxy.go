package reference

import (
	"fmt"
	"net/http"
	"strings"
)

// proxyPage is what a proxy says in its own name.
func proxyPage(status int) string {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
}

const stageProxy = "proxy"

// proxyVariants have something between the client and Kibana.
func proxyVariants() []Variant {
	const rewrite = "Kibana source, core/http/server-internal/src/http_config.ts (server.basePath, server.rewriteBasePath)"
	return []Variant{
		{Name: "base-path", Title: "Kibana is reached below a path, which it strips itself",
			Group: "transport", Serve: ServeBelow + "/kibana", Source: rewrite},
		{Name: "base-path-of-a-proxy", Title: "a proxy strips the path below which Kibana is reached",
			Group: "transport", Serve: ServeBelow + "/elastic/kibana", Source: rewrite,
			install: func(s *Server) error {
				s.habits.arrivals = append(s.habits.arrivals, func(c *call) {
					if path := c.r.URL.EscapedPath(); path != s.basePath && !strings.HasPrefix(path, s.basePath+"/") {
						c.route = s.outside
					}
				})
				return nil
			}},
		{Name: "proxy-refuses-large-bodies", Title: "a proxy answers 413 with its own page", Group: "transport",
			Source: "RFC 9110, section 15.5.14 (413; an intermediary may send it)",
			install: func(s *Server) error {
				return s.each(everywhere, func(_ *Server, rt *route) error {
					rt.stages = append([]stage{{stageProxy, refuseLarge}}, rt.stages...)
					rt.last = append(rt.last, asProxy)
					return nil
				})
			}},
	}
}

func refuseLarge(c *call) error {
	if c.r.ContentLength <= maxPayload {
		return nil
	}
	c.drain()
	return refuse(http.StatusRequestEntityTooLarge, "refused by the proxy")
}

// asProxy takes away everything that Kibana says when a proxy answers in its place.
func asProxy(_ *call, res *response) {
	if res.where != stageProxy {
		return
	}
	for name := range res.header {
		if name != "Date" {
			delete(res.header, name)
		}
	}
	res.raw = []byte(proxyPage(res.status))
	res.header["Server"] = []string{"nginx"}
	res.header["Content-Type"] = []string{"text/html"}
	res.header["Connection"] = []string{"close"}
	announce(res, 0)
}

// beyondProxy is what a proxy knows besides Kibana: nothing.
func beyondProxy() *route {
	notHere := func(*call) error { return refuse(http.StatusNotFound, "Not Found") }
	rt := newRoute(definition{ID: "unknown.proxy"}, []stage{{stageProxy, notHere}})
	rt.last = append(rt.last, asProxy)
	return rt
}
