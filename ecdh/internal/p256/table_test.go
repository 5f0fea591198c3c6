package p256

import (
	"encoding/binary"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestRecode adds up the digits of scalars.
func TestRecode(t *testing.T) {
	n := new(big.Int)
	for i := len(order) - 1; i >= 0; i-- {
		n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(order[i]))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		var k [32]byte
		for j := 0; j < len(k); j += 8 {
			binary.BigEndian.PutUint64(k[j:], r.Uint64())
		}
		x := new(big.Int).SetBytes(k[:])
		if i < 40 { // 1 to 20, and n - 1 to n - 20
			if x.SetInt64(int64(i/2 + 1)); i%2 == 1 {
				x.Sub(n, x)
			}
		}
		x.Mod(x, n).FillBytes(k[:])
		u, sum := recode(&k), new(big.Int)
		for i := windows - 1; i >= 0; i-- {
			at := width * i
			digit := new(big.Int)
			for j := len(u) - 1; j >= 0; j-- {
				digit.Lsh(digit, 64).Or(digit, new(big.Int).SetUint64(u[j]))
			}
			d := int64(new(big.Int).Rsh(digit, uint(at)).Uint64() & (1<<width - 1))
			sum.Lsh(sum, width).Add(sum, big.NewInt(2*d+1-1<<width))
		}
		if x.Bit(0) == 0 {
			x.Sub(n, x)
		}
		if sum.Cmp(x) != 0 {
			t.Errorf("digits of %x are %x, want %x", k, sum, x)
		}
	}
}

// TestGet looks up every digit.
func TestGet(t *testing.T) {
	table := NewTable(&Generator)
	for digit := range uint64(2 * digits) {
		var q affinePoint
		table.windows[3].get(&q, digit|0xdeadbeef<<width)
		want := table.windows[3][min(digit, 2*digits-1-digit)]
		if digit >= digits {
			want.y.Neg(&want.y)
		}
		if q != want {
			t.Errorf("digit %d: another point", digit)
		}
	}
}
