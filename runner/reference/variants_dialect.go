package reference

import "strings"

// zodFour turns the texts of zod 3 into those of its next version.
var zodFour = strings.NewReplacer(
	"Expected number, received nan", "Invalid input: expected number, received NaN",
	"Invalid enum value. Expected ", "Invalid option: expected one of ",
	"Expected integer, received float", "Invalid input: expected int, received number",
	"Required", "Invalid input: expected nonoptional, received undefined",
	"Expected ", "Invalid input: expected ",
	"Array must contain at least 1 element(s)", "Too small: expected array to have >=1 items",
	"String must contain at least 1 character(s)", "Too small: expected string to have >=1 characters",
	"Number must be greater than or equal to", "Too small: expected number to be >=",
	"Number must be less than or equal to", "Too big: expected number to be <=",
)

// zod4 speaks it; the other dialect knows nothing of it.
func zod4(message string, zod bool) string {
	if zod {
		return zodFour.Replace(message)
	}
	return message
}

// dialects word what validation finds in another way; the prefix that names the place stays.
func dialects() []Variant {
	const zodSource = "Kibana source, packages/kbn-zod-helpers/src/stringify_zod_error.ts"
	dialect := func(name, title, source string, speak func(message string, zod bool) string) Variant {
		return Variant{Name: name, Title: title, Group: "wording", Source: source,
			install: habit(func(h *habits) { h.reword = speak })}
	}
	old := dialect("io-ts-wording", "validation texts have the wording of io-ts",
		"Kibana source, kbn-securitysolution-io-ts-utils/src/format_errors (before zod)",
		issues(func(path string) string { return `Invalid value "undefined" supplied to "` + path + `"` }))
	old.Version = "8.13.4"
	return []Variant{
		dialect("zod-4-wording", "validation texts have the wording of zod 4", zodSource, zod4),
		dialect("zod-reworded", "validation texts of zod have a wording of their own", zodSource,
			issues(func(path string) string { return strings.TrimPrefix(path+": is not as it should be", ": ") })),
		dialect("config-schema-reworded", "validation texts of config-schema have a wording of their own",
			"Kibana source, packages/kbn-config-schema/src/errors/validation_error.ts",
			func(message string, zod bool) string {
				if place, _, _ := strings.Cut(message, "]: "); !zod {
					return place + "]: is not as it should be"
				}
				return message
			}),
		old,
	}
}

// issues words each issue of a zod text again, knowing its path only.
func issues(say func(path string) string) func(string, bool) string {
	return func(message string, zod bool) string {
		if !zod {
			return message
		}
		place, rest, _ := strings.Cut(message, "]: ")
		var said []string
		for issue := range strings.SplitSeq(rest, ", ") {
			path, _, found := strings.Cut(issue, ": ")
			switch {
			case found && !strings.ContainsAny(path, " '"):
				said = append(said, say(path))
			case strings.HasPrefix(issue, "and "):
				said = append(said, issue)
			case len(said) == 0:
				said = append(said, say(""))
			}
		}
		return place + "]: " + strings.Join(said, ", ")
	}
}
