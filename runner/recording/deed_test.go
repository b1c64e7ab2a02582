package recording

import "testing"

func TestAPathMayNameADeed(t *testing.T) {
	for path, want := range map[string]string{
		"/api/slos/_bulk_delete/7":      "_bulk_delete",
		"/s/x/api/slos/{id}/Enable":     "Enable",
		"/api/things/%64elete":          "delete",
		"/api/things/delete;v=1":        "delete",
		"/logout":                       "logout",
		"/api/things/{delete}":          "",
		"/api/things/deleted":           "",
		"/api/things?by=delete/x":       "",
		"/api/detection_engine/_delete": "_delete",
	} {
		if got := Deed(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
