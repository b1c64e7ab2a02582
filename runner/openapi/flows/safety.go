package flows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// What may be sent without being asked for. The rule is positive: a write is
// safe if it makes an object that can be removed again, or aims at an object
// that the flow made. The words below take even that back.

// readPosts are the last words of paths whose POST certainly changes nothing: it
// is a POST because the question is long.
var readPosts = []string{"_find", "_search", "search", "_bulk_get", "_bulk_resolve", "_query"}

// reads reports whether an operation changes nothing, on a correct server and on
// a broken one.
func reads(o *openapi.Operation) bool {
	switch o.Method {
	case "GET", "HEAD":
		return recording.Deed(o.Path) == ""
	case "POST":
		segs := segments(o.Path)
		return slices.Contains(readPosts, segs[len(segs)-1])
	}
	return false
}

// SafePosts are the paths of a document whose POST changes nothing.
func SafePosts(d *openapi.Document) []string {
	var out []string
	for _, o := range d.Operations {
		if o.Method == "POST" && reads(o) {
			out = append(out, withoutSpace(o.Path))
		}
	}
	return out
}

// withoutSpace is a path as it is in the default space: /s/{spaceId} left out.
func withoutSpace(path string) string {
	if segs := segments(path); len(segs) > 2 && segs[0] == "s" {
		return join(segs[2:])
	}
	return path
}

// far are words for what reaches beyond one object of the run, or starts
// something that goes on after the answer.
var far = []string{
	"bulk", "query", "upgrade", "setup", "reset", "rotate", "unenroll", "settings", "import", "install", "uninstall", "run", "running", "execute", "runscript",
	"migrate", "migration", "reassign", "init", "sync", "resync", "swap", "invalidate", "purge", "dangerously", "prepackaged", "prebuilt", "copy", "duplicate",
	"fork", "push", "isolate", "unisolate", "kill", "suspend", "scan", "diagnostics", "enroll", "finalize", "authorize", "upload", "package", "packages",
	"start", "stop", "trigger", "restart", "shutdown", "live", "instances", "tokens", "keys",
}

// gone are words for what takes away what others may work on.
var gone = []string{
	"delete", "remove", "uninstall", "purge", "reset", "clean", "cleanup", "disable", "unenroll", "dangerously", "stop", "shutdown", "invalidate", "rotate",
}

// ends reports whether an operation takes something away for good.
func ends(o *openapi.Operation) bool {
	return o.Method == "DELETE" || slices.ContainsFunc(tell(o), func(word string) bool { return slices.Contains(gone, word) })
}

// tell are the words of a path and of an operation id that say what is done; the
// summary is prose, in which only verbs at the beginning count.
func tell(o *openapi.Operation) []string {
	var out []string
	for _, seg := range segments(o.Path) {
		if paramOf(seg) == "" {
			out = append(out, seg)
			out = append(out, words(seg)...)
		}
	}
	out = append(out, words(o.ID)...)
	if first := words(o.Summary); len(first) > 0 {
		out = append(out, first[0])
	}
	return out
}

// heavy says what a write does beyond objects of the run; empty when nothing.
// An operation that aims at an own object is said to be owned.
func (b *builder) heavy(o *openapi.Operation, owned bool) string {
	if reads(o) {
		return ""
	}
	if o.Method == "GET" || o.Method == "HEAD" {
		return fmt.Sprintf("it is a %s, but its path says %s", o.Method, recording.Deed(o.Path))
	}
	for _, word := range tell(o) {
		if slices.Contains(far, word) {
			return fmt.Sprintf("%q in its name says that it may reach beyond objects of the run", word)
		}
	}
	switch made := b.roles[o]; {
	case owned:
		return ""
	case made.does == "create" && b.undoable(made.r):
		return ""
	case made.does == "create":
		return "what it makes cannot be removed again by what the document offers"
	case strings.Contains(o.Path, "{"):
		return "the document offers no way to make an object of the run at which it could aim"
	}
	return "what it changes is not the run's own"
}
