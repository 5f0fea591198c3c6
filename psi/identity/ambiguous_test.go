package identity

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/stretchr/testify/require"
)

// ambiguousRegions are the regions in which some digits are a valid number of the country both as they stand and after
// the country code. SPEC.md §4.1 lists them.
const ambiguousRegions = "AE, AT, AX, BB, BM, BR, CU, DE, FI, ID, IN, IT, MM, NL, PL, SE, SI, SK, TC, TT, VA, VN, XK, ZA"

// bothWays yields digits that begin with the country code and that p's automaton accepts, or can't exclude, with and
// without it: one for each pair of states.
func bothWays(p *nationalPlan, yield func(digits string) bool) {
	whole := int32(0)
	for _, c := range []byte(p.code) {
		if whole = p.all.next[whole][c-'0']; whole < 0 {
			return
		}
	}
	type pair struct{ whole, rest int32 }
	type node struct {
		pair
		digits string
	}
	seen := map[pair]bool{}
	queue := []node{{pair{whole, 0}, p.code}}
	for ; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		if p.all.verdict[n.whole] != planInvalid && p.all.verdict[n.rest] != planInvalid && !yield(n.digits) {
			return
		}
		for d := range p.all.next[n.whole] {
			next := pair{p.all.next[n.whole][d], p.all.next[n.rest][d]}
			if next.whole >= 0 && next.rest >= 0 && !seen[next] {
				seen[next] = true
				queue = append(queue, node{next, n.digits + strconv.Itoa(d)})
			}
		}
	}
}

// The test checks every region by its automaton, not only the known ones: where a number without its plus has two
// readings, it is rejected.
func TestAmbiguousRegions(t *testing.T) {
	var found []string
	for region := range phonenumbers.GetSupportedRegions() {
		p := nationalPlanOf(region)
		require.NotNil(t, p, region)
		n, err := Default().Normaliser(Phone, Options{Region: region})
		require.NoError(t, err)
		asked := 0
		bothWays(p, func(digits string) bool {
			_, r := n.Append(nil, []byte(digits))
			if r == Ambiguous {
				found = append(found, region)
			}
			asked++
			return r != Ambiguous && asked < 3000
		})
	}
	slices.Sort(found)
	require.Equal(t, ambiguousRegions, strings.Join(found, ", "))
	require.Contains(t, readSpec(t), ambiguousRegions+".")
}

// What a number without its plus becomes, at home and elsewhere, and with Options.Plus.
func TestLacksPlus(t *testing.T) {
	for _, c := range []struct {
		in, region string
		want       string // normal form, or a code
		lacks      bool
		plus       string // want with Options.Plus
	}{
		{in: "4915123456789", region: "DE", want: "ambiguous", lacks: true, plus: "+4915123456789"},
		{in: "49 151 2345-6789", region: "DE", want: "ambiguous", lacks: true, plus: "+4915123456789"},
		{in: "(4915123456789)", region: "DE", want: "ambiguous", lacks: true, plus: "+4915123456789"},
		{in: "62812345678", region: "ID", want: "ambiguous", lacks: true, plus: "+62812345678"},
		{in: "38343201234", region: "XK", want: "ambiguous", lacks: true, plus: "+38343201234"},
		{in: "468123456", region: "SE", want: "ambiguous", lacks: true, plus: "+468123456"},
		{in: "278100000", region: "ZA", want: "ambiguous", lacks: true, plus: "+278100000"},
		// One reading: too long, or not valid, as a national number.
		{in: "442079460000", region: "GB", want: "+442079460000", lacks: true, plus: "+442079460000"},
		{in: "16502530000", region: "US", want: "+16502530000", lacks: true, plus: "+16502530000"},
		{in: "393401234567", region: "IT", want: "+393401234567", lacks: true, plus: "+393401234567"},
		// National, or written out.
		{in: "04915123456", region: "DE", want: "+494915123456", plus: "+494915123456"},
		{in: "0151 23456789", region: "DE", want: "+4915123456789", plus: "+4915123456789"},
		{in: "00 49 151 23456789", region: "DE", want: "+4915123456789", plus: "+4915123456789"},
		{in: "+4915123456789", region: "DE", want: "+4915123456789", plus: "+4915123456789"},
		{in: "4915123456789", region: "FR", want: "invalid_number", plus: "+4915123456789"},
		// Without a region nothing is read as national, and any country's code counts.
		{in: "4915123456789", want: "no_country", lacks: true, plus: "+4915123456789"},
		{in: "tel:4915123456789", want: "no_country", lacks: true, plus: "+4915123456789"},
		{in: "0151 23456789", want: "no_country", plus: "no_country"},
		{in: "9999912345", want: "no_country", plus: "invalid_number"},
	} {
		for _, plus := range []bool{false, true} {
			n, err := Default().Normaliser(Phone, Options{Region: c.region, Plus: plus})
			require.NoError(t, err)
			got, r := n.Read(nil, []byte(c.in))
			want := c.want
			if plus {
				want = c.plus
			}
			if r.Reject != Accepted {
				got = []byte(r.Reject.Code())
			}
			require.Equal(t, want, string(got), "%q in %q, plus %t", c.in, c.region, plus)
			if !plus {
				require.Equal(t, c.lacks, r.LacksPlus, "%q in %q", c.in, c.region)
			}
		}
	}
	uid2, err := Profile{"uid2"}.Normaliser(Phone, Options{Plus: true})
	require.NoError(t, err)
	got, r := uid2.Read(nil, []byte("4915123456789"))
	require.Equal(t, Reading{}, r)
	require.Equal(t, "+4915123456789", string(got))
	_, r = uid2.Read(nil, []byte("01512345678"))
	require.Equal(t, NotE164, r.Reject)
}
