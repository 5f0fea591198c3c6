package purpose

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What Text writes is read again, and explained as the policy itself is.
func TestParseText(t *testing.T) {
	p, err := Parse([]byte(`
contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted, marketing.communications.email], evidence: required, notices: [v2, v1], verified: [email]}
  checkout: {class: account}
  two_factor: {class: security, grants: [essential.service.security]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted], any_of: [marketing.communications.email, marketing.communications.sms]}
datasets:
  users:
    audience-matching: {requires: [marketing.advertising.first_party.targeted]}
populations: {users: people}
`))
	require.NoError(t, err)
	again, err := ParseText(p.Text())
	require.NoError(t, err)
	require.Equal(t, p.Text(), again.Text())
	for _, dataset := range []string{"", "users"} {
		require.Equal(t, p.Explain(dataset), again.Explain(dataset))
	}
	require.Equal(t, "people", again.Population("users"))

	lines := strings.SplitAfter(p.Text(), "\n")
	for i := range lines[:len(lines)-1] {
		for _, bad := range []string{"", "nonsense\n", lines[i] + lines[i], "grant nowhere marketing\n"} {
			changed := strings.Join(lines[:i], "") + bad + strings.Join(lines[i+1:], "")
			if q, err := ParseText(changed); err == nil {
				require.Equal(t, changed, q.Text()) // a policy that says one thing less
			} else {
				require.NotEqual(t, p.Text(), changed)
			}
		}
	}
	for _, bad := range []string{"", "blindmatch policy v1", "blindmatch policy v2\n", p.Text() + "\n", p.Text()[:len(p.Text())-1]} {
		_, err := ParseText(bad)
		require.Error(t, err, bad)
	}
}
