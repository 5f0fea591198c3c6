package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// program is a server with a section, a command without one, and one with a flag that is not shared.
func program() *cobra.Command {
	root := &cobra.Command{Use: "server"}
	show := func(c *cobra.Command, _ []string) error {
		for _, name := range []string{"data", "listen", "mode", "dataset", "yes"} {
			if f := c.Flags().Lookup(name); f != nil {
				fmt.Fprintf(c.OutOrStdout(), "%s=%s ", name, f.Value)
			}
		}
		return cli.RequireFlags(c, "data")
	}
	serve := &cobra.Command{Use: "serve", RunE: show}
	serve.Flags().String("data", "", "")
	serve.Flags().String("listen", ":1", "where")
	serve.Flags().StringSlice("mode", nil, "")
	serve.Flags().Int("workers", 1, "")
	serve.Flags().Bool("yes", false, "")
	client := &cobra.Command{Use: "client"}
	add := &cobra.Command{Use: "add", RunE: show}
	add.Flags().String("data", "", "")
	add.Flags().StringSlice("dataset", nil, "")
	add.Flags().String("listen", "none", "")
	add.Flags().String("dir", "", "")
	client.AddCommand(add)
	root.AddCommand(serve, client)
	s := Settings{Shared: []string{"data"}, Sections: []string{"serve"}}
	s.Add(root)
	root.AddCommand(s.Command())
	return root
}

// run runs the program with a file and variables, and returns what it says.
func run(t *testing.T, file string, variables map[string]string, args ...string) (code int, said string) {
	t.Helper()
	for _, v := range os.Environ() { // others may be set for other tests
		if name, value, _ := strings.Cut(v, "="); strings.HasPrefix(name, "BLINDMATCH_") {
			os.Unsetenv(name)
			defer os.Setenv(name, value)
		}
	}
	for name, v := range variables {
		t.Setenv(name, v)
		defer os.Unsetenv(name)
	}
	if file != "" {
		path := filepath.Join(t.TempDir(), "settings.yaml")
		require.NoError(t, os.WriteFile(path, []byte(file), 0o600))
		args = append(args, "--config", path)
	}
	var out bytes.Buffer
	root := program()
	root.SetOut(&out)
	var errs bytes.Buffer
	code = cli.Run(t.Context(), root, args, &errs)
	return code, out.String() + errs.String()
}

func TestWhatCounts(t *testing.T) {
	type variables = map[string]string
	const file = "data: /file\nserve:\n  listen: ':2'\n  mode: [count, blinded]\n  workers: 3\n"
	for name, x := range map[string]struct {
		file string
		vars variables
		args string
		want string
	}{
		"defaults":                       {"", nil, "serve --data x", "data=x listen=:1 mode=[] yes=false "},
		"the file":                       {file, nil, "serve", "data=/file listen=:2 mode=[count,blinded] yes=false "},
		"a variable before the file":     {file, variables{"BLINDMATCH_SERVE_LISTEN": ":3"}, "serve", "data=/file listen=:3 mode=[count,blinded] yes=false "},
		"a flag before both":             {file, variables{"BLINDMATCH_SERVE_LISTEN": ":3"}, "serve --listen :4", "data=/file listen=:4 mode=[count,blinded] yes=false "},
		"several in a variable":          {"", variables{"BLINDMATCH_DATA": "v", "BLINDMATCH_SERVE_MODE": "count,activate"}, "serve", "data=v listen=:1 mode=[count,activate] yes=false "},
		"an empty variable":              {file, variables{"BLINDMATCH_DATA": "", "BLINDMATCH_SERVE_LISTEN": ""}, "serve", "data=/file listen=:2 mode=[count,blinded] yes=false "},
		"a section before all":           {"data: a\nserve:\n  data: b\n", nil, "serve", "data=b listen=:1 mode=[] yes=false "},
		"only its section's":             {file, variables{"BLINDMATCH_SERVE_DATASET": "users"}, "client add", "data=/file listen=none dataset=[] "},
		"a flag that is not shared":      {file, variables{"BLINDMATCH_DATASET": "users", "BLINDMATCH_CLIENT_DATASET": "users"}, "client add", "data=/file listen=none dataset=[] "},
		"what is done now is no setting": {file, variables{"BLINDMATCH_SERVE_YES": "true", "BLINDMATCH_YES": "true"}, "serve", "data=/file listen=:2 mode=[count,blinded] yes=false "},
		"an export instead of data":      {"", variables{"BLINDMATCH_DATA": "v"}, "client add --dir x --data y", "data=y listen=none dataset=[] "},
	} {
		t.Run(name, func(t *testing.T) {
			code, said := run(t, x.file, x.vars, strings.Fields(x.args)...)
			require.Equal(t, x.want, said)
			require.Zero(t, code)
		})
	}
	code, said := run(t, "", variables{"BLINDMATCH_DATA": "v"}, "client", "add", "--dir", "x")
	require.Equal(t, cli.ExitUsage, code)
	require.Contains(t, said, "--data missing")
}

func TestRefusedSettings(t *testing.T) {
	for file, why := range map[string]string{
		"dta: x\n":                      `no setting "dta", did you mean "data"?`,
		"listen: ':2'\n":                `no setting "listen": it belongs in the section serve`,
		"workrs: 2\n":                   `no setting "workrs", did you mean "workers" in the section serve?`,
		"serve:\n  dir: x\n":            `no setting "dir" of serve`,
		"yes: true\n":                   `no setting "yes": it says what is to be done at one time`,
		"sevre:\n  listen: x\n":         `no setting "sevre", did you mean "serve"?`,
		"serve:\n  lisen: x\n":          `no setting "lisen" of serve, did you mean "listen"?`,
		"serve:\n  yes: true\n":         `no setting "yes" of serve`,
		"serve: x\n":                    `"serve" has to be a section`,
		"data:\n  a: b\n":               `"data" has to be a value`,
		"serve:\n  workers: many\n":     "serve.workers in ",
		"serve:\n  workers: [1, 2]\n":   "want one value",
		"serve:\n  mode:\n    - a: b\n": "neither a value nor a list",
		"data: x\ndata: y\n":            "not YAML",
		"- data\n":                      "not YAML",
	} {
		code, said := run(t, file, nil, "serve", "--data", "x")
		require.Equal(t, cli.ExitUsage, code, file)
		require.Contains(t, said, why)
		code, _ = run(t, file, nil, "config", "check")
		require.Equal(t, cli.ExitUsage, code, "config check: %s", file)
	}
	code, said := run(t, "", nil, "serve", "--config", "no-such-file")
	require.Equal(t, cli.ExitUsage, code)
	require.Contains(t, said, "does not exist")
}

func TestCheck(t *testing.T) {
	code, said := run(t, "data: /file\nserve:\n  mode: [count, blinded]\n  workers: 3\n", map[string]string{
		"BLINDMATCH_SERVE_LISTEN": ":3", "BLINDMATCH_SERVE_LISTN": ":4",
	}, "config", "check", "--json")
	require.Zero(t, code)
	var got struct {
		Settings []Found  `json:"settings"`
		Others   []string `json:"not_settings"`
	}
	require.NoError(t, json.Unmarshal([]byte(said), &got))
	require.Equal(t, []string{"BLINDMATCH_SERVE_LISTN"}, got.Others)
	from := map[string]string{}
	for _, x := range got.Settings {
		from[x.Setting+"="+strings.Join(x.Values, ",")] = filepath.Base(x.From)
	}
	require.Equal(t, map[string]string{
		"data=/file": "settings.yaml", "serve.listen=:3": "BLINDMATCH_SERVE_LISTEN", "serve.mode=count,blinded": "settings.yaml",
		"serve.workers=3": "settings.yaml",
	}, from)
	_, said = run(t, "data: /file\n", nil, "config", "check")
	require.Regexp(t, `^data +/file +\S+settings.yaml\n$`, said)
	_, said = run(t, "", map[string]string{"BLINDMATCH_LISTEN": ":3", "BLINDMATCH_SERVE_LISTN": ":4"}, "config", "check")
	require.Contains(t, said, "note: BLINDMATCH_LISTEN is not a setting: BLINDMATCH_SERVE_LISTEN is that of serve\n")
	require.Contains(t, said, `note: BLINDMATCH_SERVE_LISTN is not a setting, did you mean "BLINDMATCH_SERVE_LISTEN"?`)
	_, said = run(t, "", nil, "config", "check")
	require.Contains(t, said, "all flags have their defaults")
}

// The schema takes what a program takes.
func TestSchema(t *testing.T) {
	root := program()
	var out bytes.Buffer
	root.SetOut(&out)
	require.Zero(t, cli.Run(t.Context(), root, []string{"config", "schema"}, io.Discard))
	doc, err := jsonschema.UnmarshalJSON(&out)
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("settings", doc))
	schema, err := c.Compile("settings")
	require.NoError(t, err)
	for text, good := range map[string]bool{
		`{"data": "x", "serve": {"listen": ":2", "mode": ["count"], "workers": 3}}`: true,
		`{"serve": {"mode": "count", "workers": "3"}}`:                              true,
		`{"listen": ":2"}`:           false,
		`{"serve": {"yes": true}}`:   false,
		`{"data": ["x"]}`:            false,
		`{"serve": {"workers": []}}`: false,
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		require.NoError(t, err)
		require.Equal(t, good, schema.Validate(v) == nil, text)
	}
}

// A file that would take the parser gigabytes is refused, as every other YAML is.
func TestFileOfBrackets(t *testing.T) {
	code, said := run(t, "serve: {mode: "+strings.Repeat("[", 100_000), nil, "serve")
	require.Equal(t, cli.ExitUsage, code)
	require.Contains(t, said, "nested more than 32 deep")
}
