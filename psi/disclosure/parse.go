package disclosure

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/yamltree"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/goccy/go-yaml/ast"
)

// ParseError says what is wrong in a policy and where.
type ParseError = yamltree.Error

// span is the range that an amount in a policy must be in.
type span struct{ low, high psi.Epsilon }

var bounds = struct {
	epsilon, budget         span
	leastSpacing, mostSpace time.Duration
}{
	span{psi.LeastEpsilon(), mustEpsilon("1")},
	span{mustEpsilon("1/100"), mustEpsilon("10")},
	time.Minute, psi.Days30,
}

// mostSessions is one an hour for seven days: what the bound on malicious advertisers is shown for.
const mostSessions = 168

// mustEpsilon is for constants.
func mustEpsilon(s string) psi.Epsilon {
	e, err := psi.ParseEpsilon(s)
	if err != nil {
		panic("disclosure: internal error: " + err.Error())
	}
	return e
}

//go:embed disclosure.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of the policy's language, for editors. Parse is stricter in what a
// schema can't say.
func Schema() []byte { return slices.Clone(schema) }

// Open reads a policy file.
func Open(path string) (*Policy, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p, err := Parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// Parse reads a policy in YAML. Settings that it does not name are as in Default. It is strict: an unknown field, a key
// given twice or a value out of bounds is a *ParseError that names the field.
func Parse(data []byte) (*Policy, error) {
	root, err := yamltree.Parse(data)
	if err != nil {
		return nil, err
	}
	p := Default()
	if root == nil {
		return nil, &ParseError{Line: 1, Column: 1, Message: "policy is empty: for the defaults, give no policy file"}
	}
	owners := map[string]bool{}
	err = yamltree.Fields(root, "the policy", map[string]func(ast.Node) error{
		"floors":  func(n ast.Node) error { return parseFloors(n, p) },
		"epsilon": func(n ast.Node) error { return amount(n, "epsilon", bounds.epsilon, &p.epsilon) },
		"budget": func(n ast.Node) error {
			return yamltree.Fields(n, "budget", map[string]func(ast.Node) error{
				"days_30":  func(n ast.Node) error { return amount(n, "days_30", bounds.budget, &p.month) },
				"days_365": func(n ast.Node) error { return amount(n, "days_365", bounds.budget, &p.year) },
			})
		},
		"spacing": func(n ast.Node) error {
			s, err := yamltree.Text(n, "spacing")
			if err != nil {
				return err
			}
			p.spacing, err = time.ParseDuration(s)
			if err != nil || p.spacing < bounds.leastSpacing || p.spacing > bounds.mostSpace {
				return yamltree.At(n, "spacing %.40q: want a duration such as 1h, from 1m to 720h", s)
			}
			return nil
		},
		"sessions_per_epoch": func(n ast.Node) error {
			s, err := yamltree.Text(n, "sessions_per_epoch")
			if err != nil {
				return err
			}
			v, err := strconv.ParseUint(s, 10, 64)
			if err != nil || v < 1 || v > mostSessions {
				return yamltree.At(n, "sessions_per_epoch %.40q: want 1 to %d", s, mostSessions)
			}
			p.sessions = v
			return nil
		},
		"open_sessions": func(n ast.Node) error {
			s, err := yamltree.Text(n, "open_sessions")
			if err == nil && s != "kept" && s != "memory" {
				err = yamltree.At(n, "open_sessions %.40q: want kept or memory", s)
			}
			p.forgets = s == "memory"
			return err
		},
		"owners": func(n ast.Node) error {
			return yamltree.Each(n, "owner", psi.CheckIdentity, func(name string, key, v ast.Node) error {
				owners[name] = true
				return parseOwner(name, key, v, p)
			})
		},
	})
	switch {
	case err != nil:
		return nil, err
	case p.month.Cmp(p.epsilon) < 0:
		return nil, yamltree.At(root, "budget days_30 %s is less than epsilon %s: nothing could be released", p.month, p.epsilon)
	case p.year.Cmp(p.month) < 0:
		return nil, yamltree.At(root, "budget days_365 %s is less than days_30 %s", p.year, p.month)
	}
	for client, o := range p.clients {
		if owners[client] && o.Name != client {
			return nil, yamltree.At(root, "client %q of owner %q has the name of another owner", client, o.Name)
		}
	}
	return p, nil
}

func amount(n ast.Node, field string, in span, to *psi.Epsilon) error {
	s, err := yamltree.Text(n, field)
	if err != nil {
		return err
	}
	e, err := psi.ParseEpsilon(s)
	if err != nil {
		return yamltree.At(n, "%s %v, from %s to %s", field, err, psi.Decimal(in.low.Rat()), psi.Decimal(in.high.Rat()))
	}
	if e.Cmp(in.low) < 0 || e.Cmp(in.high) > 0 {
		return yamltree.At(n, "%s %s: want %s to %s", field, s, psi.Decimal(in.low.Rat()), psi.Decimal(in.high.Rat()))
	}
	*to = e
	return nil
}

func parseFloors(n ast.Node, p *Policy) error {
	floor := func(field string, set func(*psi.Floors, uint64)) func(ast.Node) error {
		return func(v ast.Node) error {
			s, err := yamltree.Text(v, field)
			if err != nil {
				return err
			}
			value, err := strconv.ParseUint(s, 10, 64)
			if err != nil || value == 0 {
				return yamltree.At(v, "%s %.40q: want a whole number above 0", field, s)
			}
			var f psi.Floors
			set(&f, value)
			q, err := p.WithFloors(f)
			if err != nil {
				return yamltree.At(v, "%s: %v", field, err)
			}
			p.floors = q.floors
			return nil
		}
	}
	return yamltree.Fields(n, "floors", map[string]func(ast.Node) error{
		"list":    floor("list", func(f *psi.Floors, v uint64) { f.List = v }),
		"dataset": floor("dataset", func(f *psi.Floors, v uint64) { f.Dataset = v }),
		"report":  floor("report", func(f *psi.Floors, v uint64) { f.Report = v }),
	})
}

func parseOwner(name string, key, n ast.Node, p *Policy) error {
	o := Owner{Name: name}
	var clients []string
	exact := false
	err := yamltree.Fields(n, "owner "+name, map[string]func(ast.Node) error{
		"clients": func(v ast.Node) error {
			items, err := yamltree.List(v, "clients")
			if err != nil {
				return err
			}
			for _, item := range items {
				client, err := yamltree.Text(item, "client")
				if err != nil {
					return err
				}
				if err := psi.CheckIdentity(client); err != nil {
					return yamltree.At(item, "client: %v", err)
				}
				if other, ok := p.clients[client]; ok || slices.Contains(clients, client) {
					if !ok {
						other = o
					}
					return yamltree.At(item, "client %q given twice: it belongs to owner %q already", client, other.Name)
				}
				clients = append(clients, client)
			}
			return nil
		},
		"noise": func(v ast.Node) error {
			s, err := yamltree.Text(v, "noise")
			if err == nil && s != psi.NoNoise {
				err = yamltree.At(v, "noise %.40q: want none, or leave the field out", s)
			}
			exact = true
			return err
		},
		"contract": func(v ast.Node) (err error) {
			o.Contract, err = yamltree.Text(v, "contract")
			if err == nil {
				err = checkContract(o.Contract)
				if err != nil {
					err = yamltree.At(v, "contract: %v", err)
				}
			}
			return err
		},
	})
	switch {
	case err != nil:
		return err
	case len(clients) == 0:
		return yamltree.At(key, "owner %s has no clients", name)
	case exact && o.Contract == "":
		return yamltree.At(key, "owner %s has noise: none but no contract: exact numbers need the reference of one", name)
	case !exact && o.Contract != "":
		return yamltree.At(key, "owner %s has a contract but not noise: none", name)
	}
	for _, c := range clients {
		p.clients[c] = o
	}
	return nil
}

// checkContract checks a reference: it must be something that a person can look up, on one line.
func checkContract(s string) error {
	if strings.TrimSpace(s) != s || len(s) < 3 || len(s) > 200 {
		return fmt.Errorf("want 3 to 200 characters, not beginning or ending in spaces")
	}
	for _, r := range s {
		if r < ' ' || r == 0x7f {
			return errors.New("want one line")
		}
	}
	return nil
}
