package reference

import "cmp"

// simplified turns package policies into the form of format=simplified: inputs and streams become
// maps, and a variable becomes its bare value.
// Kibana source: fleet/common/services/simplified_package_policy_helper.ts.
func simplified(packagePolicies []any) []any {
	out := make([]any, len(packagePolicies))
	for i, item := range packagePolicies {
		policy := objectOf(item)
		list, legacy := policy["inputs"].([]any)
		if !legacy {
			out[i] = policy
			continue
		}
		inputs := obj{}
		for _, entry := range list {
			input := objectOf(entry)
			name := text(input["type"])
			if template := text(input["policy_template"]); template != "" {
				name = template + "-" + name
			}
			inputs[name] = simplifiedInput(input)
		}
		out[i] = with(policy, obj{"inputs": inputs})
		if vars, found := policy["vars"]; found {
			objectOf(out[i])["vars"] = bareValues(objectOf(vars))
		}
	}
	return out
}

func simplifiedInput(input obj) obj {
	streams := obj{}
	list, _ := input["streams"].([]any)
	for _, entry := range list {
		stream := objectOf(entry)
		dataStream := objectOf(stream["data_stream"])
		name := cmp.Or(text(dataStream["dataset"]), text(stream["id"]))
		streams[name] = simplifiedPart(stream)
	}
	return with(simplifiedPart(input), obj{"streams": streams})
}

func simplifiedPart(part obj) obj {
	out := obj{"enabled": truth(part["enabled"])}
	if vars, found := part["vars"]; found {
		out["vars"] = bareValues(objectOf(vars))
	}
	return out
}

func bareValues(vars obj) obj {
	out := make(obj, len(vars))
	for name, entry := range vars {
		out[name] = objectOf(entry)["value"]
	}
	return out
}
