package purpose

import (
	_ "embed"
	"slices"
)

//go:embed policy.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of the policy's language, for editors. Parse is stricter in what a
// schema can't say, such as a key given twice.
func Schema() []byte { return slices.Clone(schema) }
