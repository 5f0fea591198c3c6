//go:build amd64 && !purego

package lanes

import "encoding/binary"

const (
	blockSize = 128 // of SHA-512
	// The most blocks after Z_pad for a message of at most one block, which is more than b_0 and what comes after it
	// take.
	maxBlocks = (blockSize + 3 + 256 + 1 + 16 + blockSize - 1) / blockSize
)

type block [blockSize / 8]vector

// An expander computes expand_message_xmd (RFC 9380, Section 5.3.1) with SHA-512 and 64 bytes of output, on eight
// messages at a time:
//
//	b_0 = H(Z_pad || msg || I2OSP(64, 2) || I2OSP(0, 1) || DST_prime)
//	b_1 = H(b_0 || I2OSP(1, 1) || DST_prime)
//
// What doesn't depend on the message is computed once.
type expander struct {
	initial [8]vector // state of the hash before any block
	zpad    [8]vector // and after Z_pad

	first   [maxBlocks]block // after Z_pad, with any message of the length below
	second  [maxBlocks]block // b_0 and what comes after it
	state   [8]vector
	uniform [8]vector
	rounds  rounds

	length          int           // of the messages that first is prepared for, or −1
	nfirst, nsecond int           // blocks
	tail            [3 + 256]byte // I2OSP(64, 2) || I2OSP(0, 1) || DST_prime
	ntail           int
}

// sha512Initial is the initial hash value of SHA-512 (FIPS 180-4, Section 5.3.5).
var sha512Initial = [8]uint64{
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
}

func (x *expander) init() {
	for i, h := range sha512Initial {
		x.initial[i] = spread(h)
	}
	var zero block
	sha512Block(&x.zpad, &x.initial, &zero, &x.rounds)
}

func spread(word uint64) (v vector) {
	for i := range v {
		v[i] = word
	}
	return v
}

// prepare sets the domain separation tag.
func (x *expander) prepare(dstPrime []byte) {
	x.tail[0], x.tail[1], x.tail[2] = 0, 64, 0
	x.ntail = 3 + copy(x.tail[3:], dstPrime)
	x.length = -1

	// The hash that gives b_1 has no Z_pad: its input is 64 bytes that are replaced by b_0, a 1 and DST_prime.
	input := append(make([]byte, 64, 64+1+256), 1)
	input = append(input, dstPrime...)
	x.nsecond = blocks(len(input))
	for i := range x.nsecond {
		x.second[i].spread(padded(input, nil, 0, i))
	}
}

// prepareLength sets the length of the messages to come, a multiple of 8 and at most one block.
func (x *expander) prepareLength(n int) {
	x.length = n
	var zero [blockSize]byte
	x.nfirst = blocks(n + x.ntail)
	for i := range x.nfirst {
		x.first[i].spread(padded(zero[:n], x.tail[:x.ntail], blockSize, i))
	}
}

// blocks returns the number of blocks that n bytes and their padding take.
func blocks(n int) int { return (n + 1 + 16 + blockSize - 1) / blockSize }

// padded returns block i of a message in two parts with the padding of SHA-512 (FIPS 180-4, Section 5.1.2), for a
// message that follows after before bytes.
func padded(a, b []byte, before, i int) (buf [blockSize]byte) {
	n := len(a) + len(b)
	start := i * blockSize
	if start < len(a) {
		copy(buf[:], a[start:])
	}
	if start+blockSize > len(a) && start < n {
		copy(buf[max(len(a)-start, 0):], b[max(start-len(a), 0):])
	}
	if start <= n && n < start+blockSize {
		buf[n-start] = 0x80
	}
	if i == blocks(n)-1 {
		binary.BigEndian.PutUint64(buf[blockSize-8:], uint64(before+n)*8)
	}
	return buf
}

func (b *block) spread(buf [blockSize]byte) {
	for i := range b {
		b[i] = spread(binary.BigEndian.Uint64(buf[8*i:]))
	}
}

// group returns the 64 bytes for each of at most eight items, as big-endian words. They are valid until the next call.
func (x *expander) group(items [][]byte) *[8]vector {
	n := len(items[0])
	same := n%8 == 0 && n <= blockSize
	for _, item := range items {
		same = same && len(item) == n
	}
	b0 := (*[8]vector)(x.second[0][:8])
	if same {
		x.hashSame(b0, items)
	} else {
		x.hashMixed(b0, items)
	}
	state := &x.initial
	for i := range x.nsecond {
		sha512Block(&x.uniform, state, &x.second[i], &x.rounds)
		state = &x.uniform
	}
	return &x.uniform
}

// hashSame sets b0 for items of one length: only their own words are written into the blocks.
func (x *expander) hashSame(b0 *[8]vector, items [][]byte) {
	n := len(items[0])
	if x.length != n {
		x.prepareLength(n)
	}
	for lane, item := range items {
		for i := range n / 8 {
			x.first[0][i][lane] = binary.BigEndian.Uint64(item[8*i:])
		}
	}
	state := &x.zpad
	for i := range x.nfirst {
		sha512Block(b0, state, &x.first[i], &x.rounds)
		state = b0
	}
}

// hashMixed sets b0 for items of any lengths. A lane whose message has ended continues with blocks that don't count.
func (x *expander) hashMixed(b0 *[8]vector, items [][]byte) {
	x.length = -1 // x.first is overwritten
	most := 0
	for _, item := range items {
		most = max(most, blocks(len(item)+x.ntail))
	}
	state := &x.zpad
	for i := range most {
		for lane, item := range items {
			buf := padded(item, x.tail[:x.ntail], blockSize, i)
			for j := range x.first[0] {
				x.first[0][j][lane] = binary.BigEndian.Uint64(buf[8*j:])
			}
		}
		sha512Block(&x.state, state, &x.first[0], &x.rounds)
		state = &x.state
		for lane, item := range items {
			if i == blocks(len(item)+x.ntail)-1 {
				for j := range b0 {
					b0[j][lane] = state[j][lane]
				}
			}
		}
	}
}

// clear forgets the last messages, but not the domain.
func (x *expander) clear() {
	x.length = -1
	clear(x.first[:])
	clear(x.second[0][:8])
	clear(x.state[:])
	clear(x.uniform[:])
	clear(x.rounds[:])
}
