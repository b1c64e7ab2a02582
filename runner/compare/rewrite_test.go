package compare_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
)

// answer is what a rewriting sees and changes.
type answer struct {
	request *http.Request
	status  int
	header  http.Header
	body    map[string]any // nil when the body is no object
}

// rewriting changes answers on their way out, as another version would.
type rewriting func(a *answer)

func (change rewriting) wrap(next http.Handler) http.Handler {
	if change == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		a := &answer{request: r, status: recorder.Code, header: recorder.Header()}
		data := recorder.Body.Bytes()
		if json.Unmarshal(data, &a.body) == nil && a.body != nil {
			change(a)
			data = nil
			if a.body != nil {
				data, _ = json.Marshal(a.body)
			}
			a.header.Set("Content-Length", strconv.Itoa(len(data)))
		}
		for name, values := range a.header {
			w.Header()[name] = values
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(data)
	})
}

func (a *answer) succeeds(method, path string) bool {
	return a.status == http.StatusOK && a.request.Method == method && strings.Contains(a.request.URL.Path, path)
}

func renameHostURLs(a *answer) {
	items, _ := a.body["items"].([]any)
	if item, ok := a.body["item"]; ok {
		items = append(items, item)
	}
	for _, item := range items {
		if object, ok := item.(map[string]any); ok && object["host_urls"] != nil {
			object["urls"] = object["host_urls"]
			delete(object, "host_urls")
		}
	}
}

func totalAsObject(a *answer) {
	if a.succeeds("GET", "/api/lists/_find") {
		a.body["total"] = map[string]any{"value": a.body["total"], "relation": "eq"}
	}
}

func deletionWithoutBody(a *answer) {
	if a.succeeds("DELETE", "/api/fleet/fleet_server_hosts/") {
		a.status, a.body = http.StatusNoContent, nil
		a.header.Del("Content-Type")
		a.header.Del("Content-Length")
	}
}

func withoutEnvelope(a *answer) {
	if item, ok := a.body["item"].(map[string]any); ok && a.succeeds("PUT", "/api/fleet/proxies/") {
		a.body = item
	}
}

// nullForSome: policies that were made by the system have no author.
func nullForSome(a *answer) {
	item, ok := a.body["item"].(map[string]any)
	if id, _ := item["id"].(string); ok && a.succeeds("GET", "/api/fleet/agent_policies/") && len(id) > 0 && id[len(id)-1]%2 == 0 {
		item["updated_by"] = nil
	}
}

func newCriticality(a *answer) {
	records, _ := a.body["records"].([]any)
	for _, record := range records {
		asset, _ := record.(map[string]any)["asset"].(map[string]any)
		if asset["criticality"] == "high_impact" {
			asset["criticality"] = "severe_impact"
		}
	}
}
