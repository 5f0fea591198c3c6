package server_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
)

const twoFactorPolicy = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
  two_factor: {class: security}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

const (
	twitterUsers     = 10_000
	twitterTwoFactor = 3_000 // the first ones gave their phone for two-factor login only
)

func twitterPhone(i int) string { return fmt.Sprintf("+49151%08d", 20_000_000+i) }

// The case of 2019, end to end: an advertiser's list holds every phone number that was given for two-factor login. None
// of them matches, no policy can change that, and a person who grants marketing for the same number can.
func TestTwoFactorPhonesNeverMatch(t *testing.T) {
	w := newWorld(t, setup{cfg: platform.Config{Lifetimes: platform.Lifetimes{Idle: 20 * time.Second}}})
	policy, err := purpose.Parse([]byte(twoFactorPolicy))
	require.NoError(t, err)
	load := func(alsoMarketing bool) *dataset.BuildReport {
		var users strings.Builder
		users.WriteString("user_id,phone,collection_context\n")
		for i := range twitterUsers {
			context := "newsletter"
			if i < twitterTwoFactor {
				context = "two_factor"
			}
			fmt.Fprintf(&users, "u%d,%s,%s\n", i, twitterPhone(i), context)
			if alsoMarketing && i < twitterTwoFactor {
				fmt.Fprintf(&users, "u%d,%s,newsletter\n", i, twitterPhone(i))
			}
		}
		path := filepath.Join(t.TempDir(), "users.csv")
		require.NoError(t, os.WriteFile(path, []byte(users.String()), 0o600))
		table, err := dataset.OpenTable(path, dataset.TableConfig{})
		require.NoError(t, err)
		defer table.Close()
		r, err := w.platform.Store().Import(context.Background(), table, platform.ImportConfig{Dataset: "twitter", Purpose: "audience-matching", Policy: policy})
		require.NoError(t, err)
		return r.BuildReport
	}

	r := load(false)
	require.EqualValues(t, twitterTwoFactor, r.RowsExcluded)
	require.Equal(t, purpose.SecurityContext, r.Excluded[0].Reason)
	// Only the two-factor phones: below the floor, however many there are.
	require.True(t, twitterMatch(t, w, 0).BelowFloor)
	// With as many other phones as the floor: those, and not one more.
	require.EqualValues(t, leastFloors.Report, *twitterMatch(t, w, int(leastFloors.Report)).Value)

	for name, edit := range map[string]string{
		"a grant for advertising": strings.Replace(twoFactorPolicy, "{class: security}", "{class: security, grants: [marketing.advertising.first_party.targeted]}", 1),
		"another class":           strings.Replace(twoFactorPolicy, "two_factor: {class: security}", "two_factor: {class: marketing, grants: [marketing.advertising.first_party.targeted]}", 1),
	} {
		_, err := purpose.Parse([]byte(edit))
		require.ErrorContains(t, err, "security", name)
		require.ErrorContains(t, err, "line 3", "%s: the error names the line", name)
	}

	r = load(true) // the persons subscribe to the newsletter with the same numbers
	require.EqualValues(t, twitterTwoFactor, r.Saved)
	require.EqualValues(t, twitterTwoFactor+leastFloors.Report, *twitterMatch(t, w, int(leastFloors.Report)).Value)
}

// twitterMatch counts a list of all two-factor phones and some other ones. It waits until the platform has picked up
// the newest import.
func twitterMatch(t *testing.T, w *world, others int) psi.Released {
	cfg := advertiser.Config{
		Mode: psi.Count, Dataset: "twitter",
		Params: psi.Params{Purpose: "audience-matching"},
	}
	client := w.client(client.Config{})
	ctx := context.Background()
	var info *psi.DatasetInfo
	rows, err := w.platform.Store().Datasets(ctx)
	require.NoError(t, err)
	for _, d := range rows {
		for d.Name == "twitter" && (info == nil || !info.State.Ready || info.Opened.Before(d.Imported)) {
			info, err = advertiser.Info(ctx, client, &cfg)
			require.NoError(t, err)
			time.Sleep(10 * time.Millisecond)
		}
	}
	n, err := identity.Default().Normaliser(identity.Phone, identity.Options{})
	require.NoError(t, err)
	out, err := advertiser.Run(ctx, client, cfg, info, func(yield func(psi.Item, error) bool) {
		for i := range twitterTwoFactor + others {
			key, reject := n.Key([]byte(twitterPhone(i)))
			if reject != identity.Accepted {
				panic("the test's own phone is rejected")
			}
			if !yield(psi.Item{Type: info.Types.Index("phone"), Key: key}, nil) {
				return
			}
		}
	}, io.Discard)
	require.NoError(t, err)
	return *out.Released
}
