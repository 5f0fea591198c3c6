package platform

import (
	"crypto/rand"
	"encoding/binary"
	"math/bits"
)

// lottery picks want of all items, each subset alike, as they come by
// (Knuth, TAOCP 2, 3.4.2, Algorithm S). To cut the sorted handles off at the end
// would not do: the largest one would show how many there were.
type lottery struct{ want, all uint64 }

func newLottery(want, all uint64) *lottery { return &lottery{want, all} }

// draw says whether the next item is picked. It must not be called more often
// than there are items.
func (l *lottery) draw() bool {
	picked := l.want == l.all || uniform(l.all) < l.want
	l.all--
	if picked {
		l.want--
	}
	return picked
}

// uniform returns a uniform number in [0, n), n > 0.
func uniform(n uint64) uint64 {
	for {
		var b [8]byte
		rand.Read(b[:])
		hi, lo := bits.Mul64(binary.BigEndian.Uint64(b[:]), n)
		if lo >= -n%n {
			return hi
		}
	}
}
