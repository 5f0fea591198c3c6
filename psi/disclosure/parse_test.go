package disclosure

import (
	"bytes"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

const examplePolicy = `floors: {list: 500, dataset: 5000, report: 60}
epsilon: 1/20
budget: {days_30: 0.5, days_365: 2}
spacing: 90m
sessions_per_epoch: 24
owners:
  acme-group:
    clients: [acme, acme-eu]
  auditor.example:
    clients: [auditor]
    noise: none
    contract: "DPA 2026-14, annex 2"
`

func TestParse(t *testing.T) {
	t.Parallel()
	p, err := Parse([]byte(examplePolicy))
	require.NoError(t, err)
	require.Equal(t, "1/20", p.Epsilon().String())
	month, year := p.Budget()
	require.Equal(t, "1/2", month.String())
	require.Equal(t, "2", year.String())
	require.Equal(t, 90*time.Minute, p.Spacing())
	require.EqualValues(t, 24, p.Sessions())
	require.EqualValues(t, 60, p.Floors().Report)
	require.Equal(t, Owner{Name: "acme-group"}, p.Owner("acme-eu"))
	require.True(t, p.Owner("auditor").Exact())
	require.Equal(t, Owner{Name: "someone"}, p.Owner("someone"))
	require.Equal(t, Owner{Name: "auditor.example"}, p.Owner("auditor.example"), "an owner's name alone is not a contract")

	d, err := Parse([]byte("spacing: 1h"))
	require.NoError(t, err)
	require.Equal(t, Default(), d, "what is not named keeps its default")
}

var refusedPolicies = []struct{ policy, want string }{
	{"", "line 1, column 1: policy is empty"},
	{"epsilon: 0", `line 1, column 10: epsilon "0": want a number above 0`},
	{"epsilon: .nan", "line 1, column 10: epsilon is "},
	{"epsilon: .inf", "line 1, column 10: epsilon is "},
	{"epsilon: 1e9", `line 1, column 10: epsilon "1e9": want a number such as 0.1 or a fraction such as 1/10, from 0.001 to 1`},
	{"epsilon: 1000000", "line 1, column 10: epsilon 1000000: want 0.001 to 1"},
	{"epsilon: -0.1", "epsilon"},
	{"epsilon: 0.0001", "epsilon 0.0001: want 0.001 to 1"},
	{"epsilon: [0.1]", "epsilon is a list: want text"},
	{"budget: {days_30: 11, days_365: 11}", "days_30 11: want 0.01 to 10"},
	{"budget: {days_30: 0}", `days_30 "0"`},
	{"budget: {days_365: 10.5}", "days_365 10.5: want 0.01 to 10"},
	{"budget: {days_30: 0.05}", "budget days_30 1/20 is less than epsilon 1/10"},
	{"budget: {days_30: 2, days_365: 1}", "budget days_365 1 is less than days_30 2"},
	{"floors: {list: 0}", `line 1, column 16: list "0": want a whole number above 0`},
	{"floors: {list: 99}", "list: least list size 99: want at least 100"},
	{"floors: {report: 0}", `report "0"`},
	{"floors: {dataset: 10000000000}", "want at most 1000000000"},
	{"spacing: 0s", `spacing "0s": want a duration such as 1h, from 1m to 720h`},
	{"spacing: 1000h", "spacing"},
	{"sessions_per_epoch: 169", "sessions_per_epoch \"169\": want 1 to 168"},
	{"open_sessions: never", "open_sessions \"never\": want kept or memory"},
	{"epsilom: 0.1", "unknown field \"epsilom\" in the policy: want budget, epsilon, floors, open_sessions, owners, sessions_per_epoch, spacing"},
	{"epsilon: 0.1\nepsilon: 0.1", "line 2"},
	{"owners: {a: {clients: [x]}, b: {clients: [x]}}", `client "x" given twice: it belongs to owner "a" already`},
	{"owners: {a: {clients: [x]}, a: {clients: [y]}}", "a"},
	{"owners: {a: {clients: [b]}, b: {clients: [y]}}", `client "b" of owner "a" has the name of another owner`},
	{"owners: {a: {clients: []}}", "owner a has no clients"},
	{"owners: {a: {clients: [x], noise: none}}", "owner a has noise: none but no contract"},
	{"owners: {a: {clients: [x], contract: MSA 7}}", "has a contract but not noise: none"},
	{"owners: {a: {clients: [x], noise: laplace, contract: MSA 7}}", `noise "laplace": want none`},
	{"owners: {a: {clients: [x], noise: none, contract: ' '}}", "contract: want 3 to 200 characters"},
	{"owners: {\"a b\": {clients: [x]}}", "owner name \"a b\""},
	{"a: &x 1\nb: *x", "line"},
	{"epsilon: 0.1\n---\nepsilon: 0.1", "second document"},
}

func TestParseRefused(t *testing.T) {
	t.Parallel()
	for _, r := range refusedPolicies {
		p, err := Parse([]byte(r.policy))
		require.ErrorContains(t, err, r.want, r.policy)
		require.Nil(t, p)
	}
}

func TestSchema(t *testing.T) {
	t.Parallel()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("disclosure.schema.json", doc))
	s, err := c.Compile("disclosure.schema.json")
	require.NoError(t, err)
	valid := func(policy string) bool {
		j, err := yaml.YAMLToJSON([]byte(policy))
		if err != nil {
			return false
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(j))
		return err == nil && s.Validate(doc) == nil
	}
	require.True(t, valid(examplePolicy))
	for _, policy := range []string{"epsilon: 0", "epsilon: 1000000", "epsilon: .nan", "epsilom: 1", "sessions_per_epoch: 0", "floors: {list: 99}",
		"budget: {days_365: 10.5}", "owners: {a: {clients: []}}", "owners: {a: {clients: [x], noise: none}}", "spacing: often"} {
		require.False(t, valid(policy), policy)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(examplePolicy))
	for _, r := range refusedPolicies {
		f.Add([]byte(r.policy))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			return
		}
		month, year := p.Budget()
		require.True(t, p.Epsilon().Cmp(bounds.epsilon.low) >= 0 && p.Epsilon().Cmp(bounds.epsilon.high) <= 0)
		require.True(t, month.Cmp(p.Epsilon()) >= 0 && year.Cmp(month) >= 0 && year.Cmp(bounds.budget.high) <= 0)
		require.GreaterOrEqual(t, p.Spacing(), bounds.leastSpacing)
	})
}
