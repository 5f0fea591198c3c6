package purpose

import (
	"bytes"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

func compileSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("policy.schema.json", doc))
	s, err := c.Compile("policy.schema.json")
	require.NoError(t, err)
	return s
}

// The schema accepts what Parse accepts and rejects what Parse rejects, except for what only the text of a file shows.
func TestSchemaAgreesWithParse(t *testing.T) {
	s := compileSchema(t)
	valid := func(policy string) (ok bool) {
		j, err := yaml.YAMLToJSON([]byte(policy))
		if err != nil {
			return false
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(j))
		require.NoError(t, err)
		return s.Validate(doc) == nil
	}
	require.True(t, valid(examplePolicy))
	textOnly := map[string]bool{"anchor": true, "one document": true}
	for _, c := range refused {
		if !textOnly[c.message] {
			require.False(t, valid(c.policy), c.policy)
		}
	}
}
