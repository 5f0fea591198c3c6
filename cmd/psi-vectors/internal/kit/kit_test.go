package kit

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// The table has every numbered MUST of SPEC.md, in order, and says of each why it can't be tried where it isn't.
func TestMusts(t *testing.T) {
	spec, err := os.ReadFile("../../../../SPEC.md")
	require.NoError(t, err)
	want := map[int]bool{}
	for _, m := range regexp.MustCompile(`\[M(\d+)(, duty)?\]`).FindAllSubmatch(spec, -1) {
		n, err := strconv.Atoi(string(m[1]))
		require.NoError(t, err)
		want[n] = true
	}
	for i, m := range Musts() {
		require.Equal(t, i+1, m.Number)
		require.True(t, want[m.Number], "SPEC.md has no M%d", m.Number)
		require.NotEmpty(t, m.What)
	}
	require.Len(t, Musts(), len(want))
}

// A rule is as good as the worst of its cases, and one without a case says why.
func TestReport(t *testing.T) {
	r := NewReport("client", []Case{
		{Name: "a", Musts: []int{2, 11}, Verdict: Passed}, {Name: "b", Musts: []int{2}, Verdict: Failed},
		{Name: "c", Musts: []int{11}, Verdict: NotTested, Saw: "nobody came"}, {Name: "d", Musts: []int{22}, Verdict: NotTested, Saw: "nobody came"},
	})
	require.Equal(t, Failed, r.Rules[1].Verdict)
	require.Equal(t, []string{"a", "b"}, r.Rules[1].Cases)
	require.Equal(t, Passed, r.Rules[10].Verdict)
	require.Equal(t, Rule{Number: 22, What: r.Rules[21].What, Verdict: NotTested, Why: "nobody came"}, r.Rules[21])
	require.Equal(t, "a duty of people", r.Rules[0].Why)
	require.ErrorContains(t, r.Err(), "1 of 4 cases failed: b")
	var text bytes.Buffer
	require.NoError(t, r.Print(&text))
	require.Contains(t, text.String(), "of 82 rules the client keeps 1 and breaks 1; 80 were not tested")
}

// The digest of a set is computed apart from package psi's.
func TestSetOf(t *testing.T) {
	tags := bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 0}, 40_000)
	parts := []psi.Part{{Width: 1, Size: 10_000}, {Width: 2, Size: 15_000}}
	for i := range 40_000 { // distinct and ascending
		copy(tags[psi.TagSize*i:], []byte{byte(i >> 16), byte(i >> 8), byte(i)})
	}
	want, err := psi.DescribeTags(bytes.NewReader(tags), parts)
	require.NoError(t, err)
	require.Equal(t, want, SetOf(psi.TagSize, parts, tags))
}
