package reference

import "strings"

// habits are what a deployment does in its own way where the contract leaves the choice; variants
// turn them, and nothing else does.
type habits struct {
	arrivals  []func(*call)                         // before a request is looked at
	reword    func(message string, zod bool) string // of validation texts
	newID     func(*store) string                   // of objects whose creator names none
	known     func(user string) string              // the name under which a caller appears
	cursor    func(string) string                   // seals the cursor of a page that is not empty
	uncursor  func(string) (string, bool)           // and opens it again
	version   func(string) string                   // of a document, opaque
	listOrder func(a, b obj) int                    // of value lists when no order is asked for
	lists     func(c *call, now []obj) []obj        // what a search for value lists sees
	window    int                                   // how deep Elasticsearch pages
	ties      bool                                  // equal entities come in the other order
	plainKeys bool                                  // secrets are kept where they were sent
	keysPass  bool                                  // API keys and tokens need no kbn-xsrf
}

// dialect fills in what the plain deployment of a version does.
func (h *habits) dialect(r release) {
	same := func(text string) string { return text }
	h.known, h.cursor, h.version = same, same, same
	h.reword = func(message string, _ bool) string { return message }
	h.uncursor = func(text string) (string, bool) { return text, true }
	h.newID, h.window = (*store).uuid, resultWindow
	h.listOrder = func(a, b obj) int { return strings.Compare(text(a["tie_breaker_id"]), text(b["tie_breaker_id"])) }
	h.lists = func(_ *call, now []obj) []obj { return now }
	if r.since(9, 3) {
		h.reword = zod4
	}
}
