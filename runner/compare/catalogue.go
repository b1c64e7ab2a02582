package compare

import "slices"

// Class says what a difference means for automation that works today.
type Class string

// The classes, worst first.
const (
	Breaking Class = "breaking" // something that works today stops, or does the wrong thing
	Risky    Class = "risky"    // it depends on what a client relies on
	Harmless Class = "harmless" // to be known, not to be acted upon
)

// Classes lists the classes, worst first.
var Classes = []Class{Breaking, Risky, Harmless}

// Rule is one kind of difference, with what it does to clients.
type Rule struct {
	ID    string
	Class Class
	Title string
	Why   string
}

// Rules is the table of all kinds of difference; ids are never reused.
func Rules() []Rule { return slices.Clone(rules) }

func ruleOf(id string) Rule {
	for _, r := range rules {
		if r.ID == id {
			return r
		}
	}
	panic("compare: no rule " + id)
}

var rules = slices.Concat(statusRules, headerRules, bodyRules, errorRules)

var statusRules = []Rule{
	{"success-lost", Breaking, "what succeeded is refused",
		"A script stops here, a Terraform provider fails its plan or apply, a generated client returns an error instead of an object."},
	{"server-error", Breaking, "the server fails",
		"Nobody can work around a 5xx; clients that retry it repeat a request that may have had its effect."},
	{"answer-lost", Breaking, "no whole answer comes any more",
		"A client waits for its timeout and does not know whether the request had its effect."},
	{"success-status-changed", Breaking, "a success has another status",
		"Generated clients decode a body only under the status that is documented for it, and many providers compare with 200 exactly."},
	{"absence-changed", Breaking, "what does not exist is told with another status",
		"404 is how Terraform providers and scripts see that an object is gone: another status makes every refresh and every \"create if absent\" fail."},
	{"redirect-appeared", Breaking, "an answer became a redirect",
		"Clients that follow it repeat the request as GET and without credentials, and take the page that they get for a success."},
	{"refusal-changed", Risky, "a refusal has another status",
		"Clients that log in again on 401, back off on 429, or take 409 for \"exists already\" choose by the number."},
	{"refusal-lifted", Risky, "what was refused is carried out",
		"A guard that automation may rely on is gone: what failed safely until now has an effect."},
	{"redirect-gone", Harmless, "a redirect became an answer",
		"Whoever followed the redirect gets the same answer one request earlier."},
	{"answer-back", Harmless, "an answer comes where none came",
		"Nothing can rely on an answer that never came."},
}

var headerRules = []Rule{
	{"media-type-changed", Breaking, "the body is labelled as something else",
		"Clients choose their decoder by content-type; most refuse JSON that is called something else."},
	{"header-vanished", Risky, "a header is missing",
		"Whoever reads the header gets nothing, and often notices late."},
	{"deprecation-announced", Risky, "an endpoint is announced as deprecated",
		"It works today; the version after next may not have it."},
	{"protection-dropped", Risky, "an answer may be cached that could not be",
		"Proxies may store what holds names, privileges or secrets, and hand it to others or hand it out late."},
	{"location-changed", Risky, "a redirect or a new object points elsewhere",
		"Clients go where location says."},
	{"api-version-changed", Risky, "another version of the API answers",
		"Each version has its own shapes; a client that asked for none gets those of another one."},
	{"charset-changed", Harmless, "the charset of JSON is told in another way",
		"JSON is UTF-8 whatever the label says, and decoders of JSON do not ask."},
	{"header-appeared", Harmless, "there is a further header",
		"Clients do not look at headers that they do not know."},
	{"header-value-changed", Harmless, "a header has another value",
		"Headers for browsers do not concern scripts, providers and generated clients."},
}

var bodyRules = []Rule{
	{"body-lost", Breaking, "the body is missing, or no JSON any more",
		"Decoding fails, and with it everything that takes an id or a state from the answer."},
	{"field-vanished", Breaking, "a member is gone",
		"Scripts read nothing or stop, typed clients fill in a zero value, and Terraform sees a change that nobody made."},
	{"object-emptied", Breaking, "an object holds nothing any more",
		"What clients read from it is gone; it counts once, not once for each member."},
	{"type-changed", Breaking, "a member has another type",
		"Typed clients fail to decode the whole answer, and scripts compare or calculate with the wrong thing."},
	{"integer-to-fraction", Breaking, "a whole number has a fraction",
		"Clients that declare an integer fail to decode the whole answer."},
	{"field-always-null", Breaking, "a member is null throughout",
		"The value is lost although its name is there: it breaks whatever breaks when the member is gone."},
	{"item-missing", Breaking, "a list lacks an object that exists",
		"Look before you create: a script that does not find its object in the list makes a second one."},
	{"item-unasked", Breaking, "a list holds objects that were not asked for",
		"Scripts take the first hit, or change and delete all hits: now the wrong ones."},
	{"field-nullable", Risky, "a member can be null",
		"Code that was never given a null dereferences it; typed clients without a nullable type fail or read a zero value."},
	{"field-sometimes-absent", Risky, "a member is missing in some answers",
		"It was always there, so few clients check; the answers without it fail."},
	{"null-left-out", Risky, "a member that was null is left out",
		"body[\"x\"] raises an error in Python and jq -e fails, while Go and Java read the same as before."},
	{"enum-new-value", Risky, "a member has a value never seen before",
		"A switch without a default, an enum of a generated client and a validator of Terraform refuse what they do not know."},
	{"value-changed", Risky, "the same request yields another value",
		"A default or a meaning changed: Terraform plans a change, scripts decide otherwise."},
	{"format-changed", Risky, "a text has another format",
		"Fixed layouts for times and checks of ids refuse the new form; sorting as text goes wrong."},
	{"order-changed", Risky, "a list is not in the order that it had",
		"Scripts that take the first or the last element, and Terraform lists, depend on the order."},
	{"null-filled", Harmless, "a member has a value where it was null",
		"Clients must have been able to read the value already, since its type allowed one."},
	{"field-added", Harmless, "there is a further member",
		"JSON clients ignore members that they do not know; only those set to refuse them will."},
	{"field-added-null", Harmless, "a member is null instead of absent",
		"Most clients read both as nothing."},
	{"field-more-often", Harmless, "a member is there more often",
		"Clients know the member already."},
	{"object-filled", Harmless, "an object that was empty holds something",
		"JSON clients ignore members that they do not know."},
	{"body-appeared", Harmless, "there is a body where there was none",
		"Clients that expect no body do not read one."},
	{"text-changed", Harmless, "a text for people has other words",
		"Texts are for people; a script that searches in them was never safe."},
}

var errorRules = []Rule{
	{"error-family-changed", Risky, "errors have another form",
		"Clients that show or match the reason look for it under other names, and tell their user nothing."},
	{"error-member-vanished", Risky, "a member of an error is gone",
		"Clients that decide by it (attributes, error codes) fall back to their general failure."},
	{"error-member-changed", Risky, "a member of an error has another type or value",
		"Clients that decide by it decide otherwise, or fail while they handle the failure."},
	{"error-member-added", Harmless, "an error has a further member",
		"Handlers of errors ignore what they do not know."},
	{"wording-changed", Harmless, "an error has other words",
		"Texts are for people; a script that matches them has to be looked at."},
}
