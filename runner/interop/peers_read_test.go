package interop

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// TestTheTableOfNewmanIsRead: what is read wrong would compare with nothing.
func TestTheTableOfNewmanIsRead(t *testing.T) {
	const table = "│                requests │             500 │               7 │\n│              assertions │            1500 │              12 │\n"
	for row, want := range map[string][2]int{"requests": {500, 7}, "assertions": {1500, 12}, "prerequest-scripts": {0, 0}} {
		if all, failed := summed(table, row); all != want[0] || failed != want[1] {
			t.Errorf("%s: got %d and %d, want %v", row, all, failed, want)
		}
	}
}

func TestARequestFindsItsOperation(t *testing.T) {
	doc := &openapi.Document{}
	for _, path := range []string{"/api/things", "/api/things/{id}", "/api/things/_find", "/s/{spaceId}/api/others", "/api/{kind}/{id}"} {
		doc.Operations = append(doc.Operations, &openapi.Operation{ID: path, Method: "GET", Path: path})
	}
	for url, want := range map[string]string{
		"/api/things?page=1": "/api/things", "/api/things/": "/api/things", "/api/things/7": "/api/things/{id}", "/api/things/_find": "/api/things/_find", "/s/default/api/things/7?x=/y": "/api/things/{id}",
		"/api/others": "/s/{spaceId}/api/others", "/s/a/api/others": "/s/{spaceId}/api/others", "/api/x/y": "/api/{kind}/{id}", "/api/x/y/z": "", "/api": "",
	} {
		x := recording.Exchange{Request: recording.Request{Method: "GET", URL: "http://127.0.0.1:1" + url}}
		got := ""
		if o := asking(doc, x); o != nil {
			got = o.ID
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", url, got, want)
		}
		x.Request.Method = "PUT"
		if o := asking(doc, x); o != nil {
			t.Errorf("PUT %s: got %s", url, o.ID)
		}
	}
}
