package reports

import (
	"fmt"
	"strings"
)

// Plural is a number of things in words: 1 case, 2 cases, 2 entries, 2 statuses.
func Plural(n int, what string) string {
	if n != 1 {
		what = many(what)
	}
	return fmt.Sprintf("%d %s", n, what)
}

// Of is a part of a number of things: 0 of 1 case, 2 of 5 cases.
func Of(part, n int, what string) string { return fmt.Sprintf("%d of %s", part, Plural(n, what)) }

// many is a noun in the plural.
func many(what string) string {
	last := what[len(what)-1]
	switch {
	case last == 'y' && !strings.ContainsRune("aeiou", rune(what[len(what)-2])):
		return what[:len(what)-1] + "ies"
	case last == 's', last == 'x', strings.HasSuffix(what, "ch"):
		return what + "es"
	}
	return what + "s"
}

// Verb is a verb in the form that follows a number of things: 1 case breaks, 2 break.
func Verb(n int, word string) string {
	forms, irregular := map[string][2]string{"be": {"is", "are"}, "were": {"was", "were"}, "have": {"has", "have"}}[word]
	switch {
	case irregular && n == 1:
		return forms[0]
	case irregular:
		return forms[1]
	case n == 1:
		return word + "s"
	}
	return word
}

// rest says how many more there are after those shown, and in which file; after
// none there is nothing to be more than.
func rest(n, shown int, what, where string) string {
	if shown == 0 {
		return fmt.Sprintf("%s in %s", Plural(n, what), where)
	}
	return fmt.Sprintf("and %s in %s", Plural(n, "more "+what), where)
}

// some names the first of many.
func some(names []string) string {
	const shown = 3
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}
