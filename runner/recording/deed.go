package recording

import (
	"net/url"
	"slices"
	"strings"
)

// deeds are words that do something when they are a segment of a path, whatever
// the method: old interfaces have such GETs, and so has the way out of a session.
var deeds = []string{"delete", "remove", "destroy", "purge", "reset", "uninstall", "install", "enable", "disable", "logout", "bulk_delete", "delete_by_query", "update_by_query"}

// Deed is the segment of a path by which even a GET may change something; empty
// for most paths. A parameter of a template is none.
func Deed(path string) string {
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	for segment := range strings.SplitSeq(path, "/") {
		segment, _, _ = strings.Cut(segment, ";")
		if slices.Contains(deeds, strings.TrimLeft(strings.ToLower(segment), "_")) {
			return segment
		}
	}
	return ""
}
