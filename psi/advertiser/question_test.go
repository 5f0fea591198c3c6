package advertiser

import (
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func parsed[T any](t *testing.T, parse func(string) (T, error), s string) T {
	t.Helper()
	x, err := parse(s)
	require.NoError(t, err)
	return x
}

// What is asked for follows from the question, the platform's bounds and the list.
func TestQuestion(t *testing.T) {
	t.Parallel()
	epsilon := func(s string) psi.Epsilon { return parsed(t, psi.ParseEpsilon, s) }
	info := &psi.DatasetInfo{
		Params: psi.Params{Suite: "ristretto255"}, Sections: []psi.Part{{Width: 1, Size: 1 << 20}, {Width: 2, Size: 1 << 20}},
		Prices: psi.Prices{Least: epsilon("1/1000"), Most: epsilon("1/10"), Month: epsilon("1/2"), Year: epsilon("3")},
	}
	list := &psi.MaskedList{Set: psi.Set{Parts: []psi.Part{{Width: 1, Size: 6000}}}}
	for _, x := range []struct {
		q       Question
		epsilon string // "0": the platform's most
		slice   string
		said    string
	}{
		{Question{}, "0", "1", ""},
		{Question{Within: Bound{People: 50}}, "59313/1000000", "1", "within ±50"},
		{Question{Within: Bound{Fraction: 0.01}}, "59313/1000000", "1", "within ±50"},
		{Question{Within: Bound{People: 1}}, "1/10", "1", "±1 takes more than the platform's most ε"},
		{Question{Within: Bound{Fraction: 1}}, "1/1000", "1", "less than the platform's least ε would do"},
		{Question{Slice: parsed(t, psi.ParseSlice, "1/256")}, "0", "1/256", ""},
	} {
		require.NoError(t, x.q.Check())
		cfg := &Config{Mode: psi.Count}
		said, err := x.q.decide(cfg, info, list, 5000)
		require.NoError(t, err)
		require.Equal(t, x.epsilon, cfg.Epsilon.String())
		require.Equal(t, x.slice, cfg.Slice.String())
		require.Contains(t, said, x.said)
	}
	fast := Question{Fast: true}
	cfg := &Config{Mode: psi.Count}
	said, err := fast.decide(cfg, info, list, 5000)
	require.NoError(t, err)
	price, err := PriceOf(info, cfg)
	require.NoError(t, err)
	require.LessOrEqual(t, price.Charged.Cmp(info.Prices.Most), 0, "it costs no more than a whole count")
	require.Contains(t, said, "matches the answer would say")

	exact := *info
	exact.Prices.Exact = true
	within := Question{Within: Bound{People: 50}}
	said, err = within.decide(&Config{Mode: psi.Count}, &exact, list, 5000)
	require.NoError(t, err)
	require.Empty(t, said, "the number has no noise")

	for _, q := range []Question{
		{Within: Bound{People: 5}, Fast: true}, {Slice: parsed(t, psi.ParseSlice, "1/4"), Fast: true},
		{Within: Bound{Fraction: -1}}, {Within: Bound{Fraction: 1.1}}, {Within: Bound{People: 5, Fraction: 0.5}},
	} {
		require.Error(t, q.Check())
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	v := int64(1200)
	o := &Outcome{PlatformSet: psi.Set{Parts: []psi.Part{{Width: 1, Size: 1 << 20}}}, Price: Price{Epsilon: parsed(t, psi.ParseEpsilon, "1/10")}}
	n, err := o.number(psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/10"}, 1, 5000)
	require.NoError(t, err)
	require.EqualValues(t, 1200, *n.People)
	require.EqualValues(t, 1165, n.Within.Low)
	require.EqualValues(t, 1234, n.Within.High)
	n, err = o.number(psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/10 shift 201"}, 1, 5000)
	require.NoError(t, err)
	require.EqualValues(t, 999, *n.People, "handles without their decoys")
	require.True(t, n.Within.Low <= 999 && 999 <= n.Within.High)
	n, err = o.number(psi.Released{BelowFloor: true, Floor: 100, Noise: "laplace 1/10"}, 1, 5000)
	require.NoError(t, err)
	require.Nil(t, n.People)
	require.EqualValues(t, 129, n.Within.High)
	n, err = o.number(psi.Released{Value: &v, Floor: 100, Noise: "none"}, 1, 5000)
	require.NoError(t, err)
	require.Equal(t, n.Within.Low, n.Within.High)

	o.Slice.Slice = parsed(t, psi.ParseSlice, "1/4")
	n, err = o.number(psi.Released{Value: &v, Noise: "laplace 1/10"}, 1, 50_000)
	require.NoError(t, err)
	require.EqualValues(t, 4800, *n.People)
	wide, err := o.number(psi.Released{Value: &v, Noise: "laplace 1/10"}, 64, 50_000)
	require.NoError(t, err)
	require.Greater(t, wide.Within.Width(), n.Within.Width(), "the noise of 64 segments adds up")
	negative := int64(-3)
	n, err = o.number(psi.Released{Value: &negative, Noise: "laplace 1/10"}, 1, 50_000)
	require.NoError(t, err)
	require.Zero(t, *n.People)

	o.Released = nil
	all, err := o.Number()
	require.NoError(t, err)
	require.Nil(t, all, "nothing was told")
}
