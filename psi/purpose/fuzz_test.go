package purpose

import (
	"errors"
	"testing"
)

// A policy that loads never lets a security context pass, whatever a record says.
func FuzzParse(f *testing.F) {
	f.Add([]byte(examplePolicy), "two_factor", "marketing.*")
	for _, c := range refused {
		f.Add([]byte(c.policy), "a", "sales")
	}
	f.Fuzz(func(t *testing.T, policy []byte, context, grants string) {
		p, err := Parse(policy)
		if err != nil {
			if e, ok := errors.AsType[*ParseError](err); ok && (e.Line < 1 || e.Column < 1 || e.Message == "") {
				t.Fatalf("%+v", e)
			}
			return
		}
		p.Digest()
		for _, e := range p.Explain("") {
			if e.Class == Security && e.Reason != SecurityContext {
				t.Fatalf("%+v", e)
			}
		}
		for _, purpose := range p.Purposes("") {
			g, err := p.Gate("", purpose)
			if err != nil {
				t.Fatal(err)
			}
			d := g.Judge(&Record{User: "1", Context: context, Grants: grants})
			if d.Reason == Admits {
				if c, ok := p.Context(d.Context); !ok || c.Class == Security {
					t.Fatalf("%+v", d)
				}
			}
		}
	})
}
