// Package controller reads the file that says who is responsible for a platform: what a person must be told who asks
// (GDPR Art. 15), and no ledger knows.
package controller

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/internal/yamltree"
	"github.com/goccy/go-yaml/ast"
)

// Languages are those that a text may be in.
func Languages() []string { return []string{"de", "en", "es", "fr", "it", "pt"} }

// every is where a Text has what is the same in all languages.
const every = ""

// Text is a text in several languages, or the same in all.
type Text map[string]string

// In returns the text in a language, or else in English, or else in any that there is: then other is that language.
func (t Text) In(language string) (text, other string) {
	for _, l := range append([]string{language, every, "en"}, slices.Sorted(maps.Keys(t))...) {
		if t[l] == "" {
			continue
		}
		if l == language || l == every {
			return t[l], ""
		}
		return t[l], l
	}
	return "", ""
}

// has says whether there is a text for a language.
func (t Text) has(language string) bool { return t[language] != "" || t[every] != "" }

// Controller is who is responsible, and what is to be said of it.
type Controller struct {
	Name, Address, Contact string
	Officer                string // contact of the data protection officer
	Representative         Text
	Authority              Text // to complain to: name, address, website
	Retention              Text
	Source, Transfers      Text
	Decisions              Text
	Purposes               map[string]Purpose // by the names in policies
	Contexts               map[string]Text    // of collection, as a person knows them
	Advertisers            map[string]string  // legal names, by client or owner
}

// Purpose is what a purpose is in plain words, and on what ground it is lawful.
type Purpose struct{ Text, Basis Text }

// Legal is the legal name of an advertiser, whose owner and client have names.
func (c *Controller) Legal(owner, client string) string {
	if c != nil {
		for _, name := range []string{client, owner} {
			if legal := c.Advertisers[name]; legal != "" {
				return legal
			}
		}
	}
	if owner != "" {
		return owner
	}
	return client
}

//go:embed controller.schema.json
var schema []byte

// Schema returns the JSON Schema of the file.
func Schema() []byte { return slices.Clone(schema) }

// Parse reads a file in YAML or JSON. A mistake is told with its place.
func Parse(data []byte) (*Controller, error) {
	root, err := yamltree.Parse(data)
	if err != nil {
		return nil, err
	}
	c := &Controller{Purposes: map[string]Purpose{}, Contexts: map[string]Text{}, Advertisers: map[string]string{}}
	given := map[string]bool{}
	line := func(name string, to *string) func(ast.Node) error {
		return func(n ast.Node) (err error) {
			given[name] = true
			*to, err = nonempty(n, name)
			return err
		}
	}
	several := func(name string, to *Text) func(ast.Node) error {
		return func(n ast.Node) (err error) {
			given[name] = true
			*to, err = text(n, name)
			return err
		}
	}
	err = yamltree.Fields(root, "the controller file", map[string]func(ast.Node) error{
		"name": line("name", &c.Name), "address": line("address", &c.Address), "contact": line("contact", &c.Contact),
		"officer": line("officer", &c.Officer), "representative": several("representative", &c.Representative),
		"authority": several("authority", &c.Authority), "retention": several("retention", &c.Retention),
		"source": several("source", &c.Source), "transfers": several("transfers", &c.Transfers), "decisions": several("decisions", &c.Decisions),
		"purposes": func(n ast.Node) error {
			return yamltree.Each(n, "purpose", anyName, func(name string, _, value ast.Node) error {
				var p Purpose
				err := yamltree.Fields(value, "purpose "+name, map[string]func(ast.Node) error{
					"text": several("text", &p.Text), "basis": several("basis", &p.Basis),
				})
				if err == nil && (p.Text == nil || p.Basis == nil) {
					err = yamltree.At(value, "purpose %s: want text, what it is for, and basis, on what ground it is lawful", name)
				}
				c.Purposes[name] = p
				return err
			})
		},
		"contexts": func(n ast.Node) error {
			return yamltree.Each(n, "context", anyName, func(name string, _, value ast.Node) (err error) {
				c.Contexts[name], err = text(value, "context "+name)
				return err
			})
		},
		"advertisers": func(n ast.Node) error {
			return yamltree.Each(n, "advertiser", anyName, func(name string, _, value ast.Node) (err error) {
				c.Advertisers[name], err = nonempty(value, "the legal name of "+name)
				return err
			})
		},
	})
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"name", "contact", "authority", "retention"} {
		if !given[name] {
			return nil, yamltree.At(root, "%s is missing: a person must be told (GDPR Art. 15)", name)
		}
	}
	if len(c.Purposes) == 0 {
		return nil, yamltree.At(root, "purposes is missing: a person must be told what the data are used for (GDPR Art. 15)")
	}
	return c, nil
}

// Missing lists the texts that there are not for a language: a page in it has them in another.
func (c *Controller) Missing(language string) (all []string) {
	look := func(what string, t Text) {
		if t != nil && !t.has(language) {
			all = append(all, what)
		}
	}
	look("authority", c.Authority)
	look("retention", c.Retention)
	look("representative", c.Representative)
	look("source", c.Source)
	look("transfers", c.Transfers)
	look("decisions", c.Decisions)
	for _, name := range slices.Sorted(maps.Keys(c.Purposes)) {
		look("purpose "+name, c.Purposes[name].Text)
		look("basis of purpose "+name, c.Purposes[name].Basis)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Contexts)) {
		look("context "+name, c.Contexts[name])
	}
	return all
}

func anyName(name string) error {
	if name == "" {
		return fmt.Errorf("want a name")
	}
	return nil
}

func nonempty(n ast.Node, what string) (string, error) {
	s, err := longText(n, what)
	if err == nil && s == "" {
		err = yamltree.At(n, "%s is empty: leave it out, or say it", what)
	}
	return s, err
}

// longText is a text, which may go over several lines.
func longText(n ast.Node, what string) (string, error) {
	if l, ok := n.(*ast.LiteralNode); ok {
		n = l.Value
	}
	return yamltree.Text(n, what)
}

// text reads a text that is the same in all languages, or a mapping from languages.
func text(n ast.Node, what string) (Text, error) {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		s, err := nonempty(n, what)
		return Text{every: s}, err
	}
	t := Text{}
	return t, yamltree.Each(n, "language", language, func(l string, _, value ast.Node) (err error) {
		t[l], err = nonempty(value, what+" in "+l)
		return err
	})
}

func language(l string) error {
	if !slices.Contains(Languages(), l) {
		return fmt.Errorf("want one of %s", strings.Join(Languages(), ", "))
	}
	return nil
}

// ReadFile reads a file for Parse, and no more of it than Parse takes.
func ReadFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 1<<20+1)) // one more than yamltree.Parse takes
}
