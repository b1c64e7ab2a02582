package reports

import _ "embed"

//go:embed run.schema.json
var runSchema string

// Schema is the published JSON Schema (draft-07) of run.json.
func Schema() string { return runSchema }
