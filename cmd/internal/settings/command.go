package settings

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Command is the command config, of a program with sections.
func (s *Settings) Command() *cobra.Command {
	c := &cobra.Command{Use: "config", Short: "check settings in a file and in the environment"}
	c.AddCommand(s.newCheck(), s.newSchema())
	return c
}

func (s *Settings) newCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check [--config FILE]",
		Short: "print the settings in force, and where each comes from",
		Long: `Print every setting that is not a default, and whether it comes from a variable or
from the file. A flag of the command line comes before a variable, a variable before the
file. BLINDMATCH_DATA is --data of every command, and BLINDMATCH_SERVE_LISTEN is --listen
of serve; in the file they are data and, in the section serve, listen. A variable holds
several values with commas between them.

Variables that begin with BLINDMATCH_ and are no setting are listed too.`,
		Example: `  psi-server config check --config psi-server.yaml
  BLINDMATCH_DATA=data psi-server config check`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			found, err := s.inForce()
			if err != nil {
				return err
			}
			others, meant := s.strangers()
			var text strings.Builder
			for _, x := range found {
				fmt.Fprintf(&text, "%-24s %-32s %s\n", x.Setting, strings.Join(x.Values, ", "), x.From)
			}
			if len(found) == 0 {
				text.WriteString("no settings: all flags have their defaults\n")
			}
			for i, name := range others {
				fmt.Fprintf(&text, "note: %s is not a setting%s\n", name, meant[i])
			}
			return cli.Tell(c.OutOrStdout(), map[string]any{"settings": found, "not_settings": others}, "%s", text.String())
		},
	}
}

// inForce lists what is set, each tried on its flag.
func (s *Settings) inForce() ([]Found, error) {
	all := []Found{}
	err := s.each(func(section string, f *pflag.Flag) error {
		found, err := s.find(section, f)
		if err != nil || found == nil || slices.ContainsFunc(all, func(x Found) bool { return x.Setting == found.Setting }) {
			return err
		}
		shown := *found
		if secret, ok := f.Value.(interface{ Shown(string) string }); ok && len(found.Values) == 1 {
			shown.Values = []string{secret.Shown(found.Values[0])}
		}
		all = append(all, shown)
		alone := pflag.NewFlagSet("", pflag.ContinueOnError)
		alone.AddFlag(f)
		return assign(alone, f, found)
	})
	return all, err
}

// each calls do for every flag that can be set, with its section; the root's and those of one's own name come first.
func (s *Settings) each(do func(section string, f *pflag.Flag) error) (err error) {
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		section := ""
		if c.Parent() == s.root && slices.Contains(s.Sections, c.Name()) {
			section = c.Name()
		}
		visit := func(f *pflag.Flag) {
			if err == nil && !slices.Contains(never, f.Name) && (section != "" || slices.Contains(s.Shared, f.Name)) {
				err = do(section, f)
			}
		}
		c.LocalFlags().VisitAll(visit)
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(s.root)
	return err
}

// strangers are variables that look like settings and are none, and of each which may be meant.
func (s *Settings) strangers() (others, meant []string) {
	known := []string{Variable("", "config"), "BLINDMATCH_SEAL_KEY", "BLINDMATCH_SEAL_COMMAND"}
	for _, name := range s.Shared {
		known = append(known, Variable("", name))
	}
	for _, section := range s.Sections {
		for _, name := range s.flags(section) {
			known = append(known, Variable(section, name))
		}
	}
	others = []string{}
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "BLINDMATCH_") && !slices.Contains(known, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	for _, name := range others {
		meant = append(meant, s.meantVariable(name, known))
	}
	return others, meant
}

func (s *Settings) newSchema() *cobra.Command {
	return cli.OwnOutput(&cobra.Command{
		Use:     "schema",
		Short:   "print the JSON Schema of the file with settings",
		Example: `  psi-server config schema > psi-server.schema.json`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return cli.WriteJSON(c.OutOrStdout(), s.schema())
		},
	})
}

// schema describes the file. It is made of the flags, so it has all of them.
func (s *Settings) schema() map[string]any {
	object := func(properties map[string]any) map[string]any {
		return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	}
	top, sections := map[string]any{}, map[string]map[string]any{}
	_ = s.each(func(section string, f *pflag.Flag) error { // no call fails
		if slices.Contains(s.Shared, f.Name) {
			top[f.Name] = property(f)
		}
		if section != "" {
			if sections[section] == nil {
				sections[section] = map[string]any{}
			}
			sections[section][f.Name] = property(f)
		}
		return nil
	})
	for name, of := range sections {
		top[name] = object(of)
	}
	all := object(top)
	all["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	return all
}

// property describes a flag's value: YAML has numbers and truth values of its own, and anything can be written as text.
func property(f *pflag.Flag) map[string]any {
	kinds := []string{"string"}
	switch kind := f.Value.Type(); {
	case kind == "bool":
		kinds = append(kinds, "boolean")
	case strings.HasPrefix(kind, "int"), strings.HasPrefix(kind, "uint"), strings.HasPrefix(kind, "float"):
		kinds = append(kinds, "number")
	}
	one := map[string]any{"type": kinds, "description": f.Usage}
	if _, many := f.Value.(pflag.SliceValue); many {
		return map[string]any{"type": []string{"string", "array"}, "items": map[string]any{"type": "string"}, "description": f.Usage}
	}
	return one
}
