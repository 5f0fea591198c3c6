// Package settings takes flags from the environment and from a file. A flag of the command line comes first, then a
// variable, then the file, then the flag's default.
package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/yamltree"
	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Settings are those of a program.
type Settings struct {
	// Shared are the flags that can be set for all commands that have them. What they say must mean the same in each.
	Shared []string
	// Sections are commands all of whose flags can be set, for them alone. Nil: none.
	Sections []string

	root *cobra.Command
	file string // --config, or its variable
	set  map[string]any
}

// never are flags that say what is to be done now: nobody sets them for all time.
var never = []string{"force", "yes", "json", "help", "version", "config", "output", "dry-run", "since", "plus", "strict", "new-ca"}

// Add makes root's commands take settings. With sections there is a flag --config.
func (s *Settings) Add(root *cobra.Command) {
	s.root = root
	if len(s.Sections) > 0 {
		root.PersistentFlags().StringVar(&s.file, "config", "", "YAML file with settings; also in BLINDMATCH_CONFIG")
	}
	then := root.PersistentPreRunE
	root.PersistentPreRunE = func(c *cobra.Command, args []string) error {
		if err := s.apply(c); err != nil {
			return err
		}
		if then == nil {
			return nil
		}
		return then(c, args)
	}
}

// Variable is the variable of a flag: of all commands, or of a section.
func Variable(section, flag string) string {
	if section != "" {
		section += "_"
	}
	return "BLINDMATCH_" + strings.ToUpper(strings.ReplaceAll(section+flag, "-", "_"))
}

// read reads the file, if there is one to read.
func (s *Settings) read() error {
	if s.file == "" && len(s.Sections) > 0 {
		s.file = os.Getenv(Variable("", "config"))
	}
	s.set = map[string]any{}
	if s.file == "" {
		return nil
	}
	b, err := os.ReadFile(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return cli.Usagef("--config: %s does not exist", s.file)
	} else if err != nil {
		return err
	}
	root, err := yamltree.Parse(b)
	if err == nil && root != nil {
		err = yaml.NodeToValue(root, &s.set)
	}
	if err != nil {
		return cli.Usagef("--config %s: not YAML with names and values: %w", s.file, err)
	}
	return s.check()
}

// check refuses what no command takes: a misspelt setting would be silence.
func (s *Settings) check() error {
	known := slices.Concat(s.Shared, s.Sections)
	for name, v := range s.set {
		switch section, isMap := v.(map[string]any); {
		case !slices.Contains(known, name):
			return cli.Usagef("--config %s: no setting %.40q%s", s.file, name, s.meant("", name, known))
		case slices.Contains(s.Sections, name) != isMap && v != nil:
			return cli.Usagef("--config %s: %q has to be %s", s.file, name, map[bool]string{true: "a value", false: "a section with settings of the command"}[isMap])
		case isMap:
			flags := s.flags(name)
			for of := range section {
				if !slices.Contains(flags, of) {
					return cli.Usagef("--config %s: no setting %.40q of %s%s", s.file, of, name, s.meant(name, of, flags))
				}
			}
		}
	}
	return nil
}

// command is the command of a section.
func (s *Settings) command(section string) *cobra.Command {
	for _, c := range s.root.Commands() {
		if c.Name() == section {
			return c
		}
	}
	panic("settings: internal error: no command " + section)
}

// flags are those of a section that can be set.
func (s *Settings) flags(section string) (names []string) {
	s.command(section).LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(never, f.Name) {
			names = append(names, f.Name)
		}
	})
	return names
}

// Found is what a setting is, and where that was found.
type Found struct {
	Setting  string   `json:"setting"` // with its section: serve.listen
	Variable string   `json:"variable"`
	Values   []string `json:"values"`
	From     string   `json:"from"` // a variable, the file, or "default"
}

// find looks for a flag's value, outside of the command line: as its section's, then as everybody's.
func (s *Settings) find(section string, f *pflag.Flag) (*Found, error) {
	places := []string{section, ""}
	if section == "" || !slices.Contains(s.Sections, section) {
		places = places[1:]
	}
	if !slices.Contains(s.Shared, f.Name) {
		places = places[:len(places)-1]
	}
	for _, in := range places {
		if v := os.Getenv(Variable(in, f.Name)); v != "" {
			return &Found{name(in, f), Variable(in, f.Name), []string{v}, Variable(in, f.Name)}, nil
		}
	}
	for _, in := range places {
		all := s.set
		if in != "" {
			all, _ = s.set[in].(map[string]any)
		}
		v, ok := all[f.Name]
		if !ok || v == nil {
			continue
		}
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		found := &Found{name(in, f), Variable(in, f.Name), nil, s.file}
		for _, x := range list {
			switch x.(type) {
			case map[string]any, []any:
				return nil, cli.Usagef("--config %s: %s is neither a value nor a list of values", s.file, found.Setting)
			}
			found.Values = append(found.Values, fmt.Sprint(x))
		}
		return found, nil
	}
	return nil, nil
}

func name(section string, f *pflag.Flag) string {
	if section == "" {
		return f.Name
	}
	return section + "." + f.Name
}

// apply sets the flags of a command that the command line does not.
func (s *Settings) apply(c *cobra.Command) (err error) {
	if err := s.read(); err != nil {
		return err
	}
	section := ""
	if c.Parent() == s.root {
		section = c.Name()
	}
	exported := c.Flags().Changed("dir") // of a ledger: instead of --data
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if err != nil || f.Changed || slices.Contains(never, f.Name) || exported && f.Name == "data" {
			return
		}
		var found *Found
		if found, err = s.find(section, f); err == nil && found != nil {
			err = assign(c.Flags(), f, found)
		}
	})
	return err
}

// assign sets a flag to what was found. A variable holds several values separated by commas, where a flag takes several.
func assign(fs *pflag.FlagSet, f *pflag.Flag, found *Found) error {
	values := found.Values
	if many, ok := f.Value.(pflag.SliceValue); ok {
		if strings.HasPrefix(found.From, "BLINDMATCH_") {
			values = strings.Split(values[0], ",")
		}
		f.Changed = true
		if err := many.Replace(values); err != nil {
			return cli.Usagef("%s in %s: %w", found.Setting, found.From, err)
		}
		return nil
	}
	if len(values) != 1 {
		return cli.Usagef("%s in %s: want one value", found.Setting, found.From)
	}
	if err := fs.Set(f.Name, values[0]); err != nil {
		return cli.Usagef("%s in %s: %w", found.Setting, found.From, err)
	}
	return nil
}
