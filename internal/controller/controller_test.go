package controller

import (
	"bytes"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

const whole = `
name: Example Network GmbH
contact: privacy@example.com
authority: {en: The authority, de: Die Behörde}
retention: two years
purposes:
  audience-matching: {text: {en: advertising, de: Werbung}, basis: {en: consent}}
contexts: {newsletter: {en: newsletter}}
advertisers: {acme: Acme GmbH & Co. KG}
`

func TestParse(t *testing.T) {
	c, err := Parse([]byte(whole))
	require.NoError(t, err)
	for _, x := range []struct {
		of             Text
		in, text, said string
	}{{c.Authority, "de", "Die Behörde", ""}, {c.Authority, "fr", "The authority", "en"}, {c.Retention, "pt", "two years", ""}, {nil, "pt", "", ""}} {
		text, other := x.of.In(x.in)
		require.Equal(t, x.text, text)
		require.Equal(t, x.said, other)
	}
	require.Equal(t, "Acme GmbH & Co. KG", c.Legal("Acme", "acme"))
	require.Equal(t, "Globex Ltd", c.Legal("Globex Ltd", "globex"))
	require.Equal(t, "globex", (*Controller)(nil).Legal("", "globex"))
	require.Equal(t, []string{"basis of purpose audience-matching", "context newsletter"}, c.Missing("de"))
	require.Empty(t, c.Missing("en"))
}

// What is wrong is told with its place, and the schema refuses it too.
func TestWrong(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("controller.schema.json", doc))
	s, err := compiler.Compile("controller.schema.json")
	require.NoError(t, err)
	check := func(text string) error {
		b, err := yaml.YAMLToJSON([]byte(text))
		require.NoError(t, err)
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		require.NoError(t, err)
		return s.Validate(v)
	}
	require.NoError(t, check(whole))
	for part, x := range map[string][2]string{
		"retention is missing":                  {"retention: two years\n", ""},
		"purposes is missing":                   {"purposes:\n  audience-matching: {text: {en: advertising, de: Werbung}, basis: {en: consent}}\n", ""},
		`unknown field "nmae"`:                  {"name:", "nmae:"},
		`language name "tlh": want one of`:      {"{en: newsletter}", "{tlh: De'wI'}"},
		"want text, what it is for, and basis":  {", basis: {en: consent}", ""},
		"retention is empty":                    {"retention: two years", `retention: ""`},
		"the legal name of acme is a mapping":   {"Acme GmbH & Co. KG", "{en: Acme}"},
		"contact is a list: want text":          {"contact: privacy@example.com", "contact: [a]"},
		"the controller file is text: want a m": {whole, "text"},
	} {
		bad := string(bytes.Replace([]byte(whole), []byte(x[0]), []byte(x[1]), 1))
		require.NotEqual(t, whole, bad)
		_, err := Parse([]byte(bad))
		require.ErrorContains(t, err, part)
		require.Error(t, check(bad), part)
	}
}
