package purpose

import (
	"regexp"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/internal/yamltree"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/goccy/go-yaml/ast"
)

// ParseError says what is wrong in a policy and where.
type ParseError = yamltree.Error

var noticeRE = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$`)

// Parse reads a policy in YAML. It is strict: an unknown field, a key given twice, an unknown class, an anchor or
// alias, a malformed name or use is a *ParseError.
//
// A context of class security with a use outside fideslang's "essential" branch does not load. Neither does a context
// whose name says that it is for security but whose class is another.
func Parse(data []byte) (*Policy, error) {
	root, err := yamltree.Parse(data)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return nil, &ParseError{Line: 1, Column: 1, Message: "policy is empty: want contexts and purposes"}
	}
	p := &Policy{contexts: map[string]Context{}, purposes: map[string]Rule{}, datasets: map[string]map[string]Rule{}, populations: map[string]string{}}
	err = yamltree.Fields(root, "the policy", map[string]func(ast.Node) error{
		"contexts": func(n ast.Node) error {
			return yamltree.Each(n, "context", psi.WantName, func(name string, key, v ast.Node) (err error) {
				p.contexts[name], err = parseContext(name, key, v)
				return err
			})
		},
		"purposes": func(n ast.Node) error { return parseRules(n, p.purposes) },
		"populations": func(n ast.Node) error {
			return yamltree.Each(n, "dataset", psi.WantName, func(name string, _, v ast.Node) (err error) {
				if p.populations[name], err = yamltree.Text(v, "population"); err == nil {
					if err = psi.CheckName("population", p.populations[name]); err != nil {
						err = yamltree.At(v, "%v", err)
					}
				}
				return err
			})
		},
		"datasets": func(n ast.Node) error {
			return yamltree.Each(n, "dataset", psi.WantName, func(name string, _, v ast.Node) error {
				p.datasets[name] = map[string]Rule{}
				return parseRules(v, p.datasets[name])
			})
		},
	})
	if err != nil {
		return nil, err
	}
	if len(p.contexts) == 0 {
		return nil, yamltree.At(root, "no contexts: nothing could be admitted")
	}
	if len(p.purposes) == 0 && len(p.datasets) == 0 {
		return nil, yamltree.At(root, "no purposes: nothing could be admitted")
	}
	return p, nil
}

func parseContext(name string, key, n ast.Node) (Context, error) {
	var c Context
	var grants []ast.Node
	err := yamltree.Fields(n, "context "+name, map[string]func(ast.Node) error{
		"class": func(v ast.Node) error {
			s, err := yamltree.Text(v, "class")
			if err == nil && !slices.Contains(classes, Class(s)) {
				err = yamltree.At(v, "unknown class %.40q: want marketing, account, service or security", s)
			}
			c.Class = Class(s)
			return err
		},
		"grants": func(v ast.Node) (err error) {
			c.Grants, grants, err = parseUses(v, "grants")
			return err
		},
		"evidence": func(v ast.Node) error {
			s, err := yamltree.Text(v, "evidence")
			if err == nil && s != "required" && s != "optional" {
				err = yamltree.At(v, "evidence %.40q: want required or optional", s)
			}
			c.Evidence = s == "required"
			return err
		},
		"notices": func(v ast.Node) error {
			items, err := yamltree.List(v, "notices")
			if err != nil {
				return err
			}
			for _, item := range items {
				s, err := yamltree.Text(item, "notice version")
				if err == nil && !noticeRE.MatchString(s) {
					err = yamltree.At(item, "notice version: want 1 to 64 characters of A-Z, a-z, 0-9 and . _ : / -")
				}
				if err == nil && slices.Contains(c.Notices, s) {
					err = yamltree.At(item, "notice version %q given twice", s)
				}
				if err != nil {
					return err
				}
				c.Notices = append(c.Notices, s)
			}
			slices.Sort(c.Notices)
			return nil
		},
		"verified": func(v ast.Node) (err error) {
			c.Verified, err = parseTypes(v)
			return err
		},
	})
	switch {
	case err != nil:
		return c, err
	case c.Class == "":
		return c, yamltree.At(key, "context %s has no class: want marketing, account, service or security", name)
	case c.Class != Security && soundsLikeSecurity(name):
		return c, yamltree.At(key, "context %s must be of class security: its name says that contacts are given there for security, "+
			"and those are never matched for advertising; class it security or, if it is for something else, give it another name", name)
	case c.Class == Security:
		for i, g := range grants {
			s, _ := yamltree.Text(g, "")
			if !Use(s).essential() {
				return c, yamltree.At(grants[i], "context %s is of class security and can't carry %s: people gave these contacts to protect their account, "+
					"and no setting allows their use for anything else; a person who also agrees elsewhere has that grant under another context", name, s)
			}
		}
	}
	slices.Sort(c.Grants)
	return c, nil
}

// parseTypes reads the identifier types that a context has verified.
func parseTypes(n ast.Node) ([]identity.Type, error) {
	items, err := yamltree.List(n, "verified")
	if err != nil {
		return nil, err
	}
	var types []identity.Type
	for _, item := range items {
		s, err := yamltree.Text(item, "identifier type")
		if err != nil {
			return nil, err
		}
		t, err := identity.ParseType(s)
		switch {
		case err != nil:
			return nil, yamltree.At(item, "%s", err)
		case slices.Contains(types, t):
			return nil, yamltree.At(item, "identifier type %s given twice", t)
		}
		types = append(types, t)
	}
	slices.Sort(types)
	return types, nil
}

func parseRules(n ast.Node, to map[string]Rule) error {
	return yamltree.Each(n, "purpose", psi.WantName, func(name string, key, v ast.Node) error {
		var r Rule
		err := yamltree.Fields(v, "purpose "+name, map[string]func(ast.Node) error{
			"requires": func(v ast.Node) (err error) { r.Requires, _, err = parseUses(v, "requires"); return err },
			"any_of":   func(v ast.Node) (err error) { r.AnyOf, _, err = parseUses(v, "any_of"); return err },
		})
		if err != nil {
			return err
		}
		if len(r.Requires)+len(r.AnyOf) == 0 {
			return yamltree.At(key, "purpose %s requires nothing: name the data uses that a grant must cover", name)
		}
		for _, u := range slices.Concat(r.Requires, r.AnyOf) {
			if strings.HasSuffix(string(u), ".*") {
				return yamltree.At(key, "purpose %s requires %s: a purpose names single uses; only a grant can end in .*", name, u)
			}
		}
		slices.Sort(r.Requires)
		slices.Sort(r.AnyOf)
		to[name] = r
		return nil
	})
}

func parseUses(n ast.Node, what string) ([]Use, []ast.Node, error) {
	items, err := yamltree.List(n, what)
	if err != nil {
		return nil, nil, err
	}
	var uses []Use
	for _, item := range items {
		s, err := yamltree.Text(item, "data use")
		if err != nil {
			return nil, nil, err
		}
		u, err := ParseUse(s)
		if err != nil {
			return nil, nil, yamltree.At(item, "%s", err)
		}
		if slices.Contains(uses, u) {
			return nil, nil, yamltree.At(item, "data use %s given twice", u)
		}
		uses = append(uses, u)
	}
	return uses, items, nil
}
