//go:build amd64 && !purego

package lanes

import "encoding/binary"

// constants are numbers in every lane of three groups, from RFC 9496, Section 4.1.
type constants struct {
	zero, one, minusOne      trio
	d, twoD, sqrtM1          trio
	sqrtADMinusOne           trio
	invsqrtAMinusD           trio
	oneMinusDSq, dMinusOneSq trio
}

// number is a number of 256 bits, the lowest 64 first.
type number [4]uint64

var (
	numMinusOne       = number{0xffffffffffffffec, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff}
	numD              = number{0x75eb4dca135978a3, 0x00700a4d4141d8ab, 0x8cc740797779e898, 0x52036cee2b6ffe73}
	numTwoD           = number{0xebd69b9426b2f159, 0x00e0149a8283b156, 0x198e80f2eef3d130, 0x2406d9dc56dffce7}
	numSqrtM1         = number{0xc4ee1b274a0ea0b0, 0x2f431806ad2fe478, 0x2b4d00993dfbd7a7, 0x2b8324804fc1df0b}
	numSqrtADMinusOne = number{0x7e97f6a0497b2e1b, 0xaf9d8e0c1b7854bd, 0x0f3cfcc931f5d1fd, 0x376931bf2b8348ac}
	numInvsqrtAMinusD = number{0x99c8fdaa805d40ea, 0x9d2f16175a4172be, 0x16c27b91fe01d840, 0x786c8905cfaffca2}
	numOneMinusDSq    = number{0xe27c09c1945fc176, 0x2c81a138cd5e350f, 0x9994abddbe70dfe4, 0x029072a8b2b3e0d7}
	numDMinusOneSq    = number{0x31ad5aaa44ed4d20, 0xd29e4a2cb01e1999, 0x4cdcd32f529b4eeb, 0x5968b37af66c2241}
)

func newConstants(k *kernel) *constants {
	c := &alignedSlice[constants](1)[0]
	for t, x := range map[*trio]number{
		&c.one: {1}, &c.minusOne: numMinusOne, &c.d: numD, &c.twoD: numTwoD, &c.sqrtM1: numSqrtM1,
		&c.sqrtADMinusOne: numSqrtADMinusOne, &c.invsqrtAMinusD: numInvsqrtAMinusD,
		&c.oneMinusDSq: numOneMinusDSq, &c.dMinusOneSq: numDMinusOneSq,
	} {
		var strings [lanes][32]byte
		for lane := range strings {
			for i, w := range x {
				binary.LittleEndian.PutUint64(strings[lane][8*i:], w)
			}
		}
		for i := range t {
			k.loadStrings(&t[i], &strings[0])
		}
	}
	return c
}
