package ecdh

import (
	"filippo.io/bigmod"

	"github.com/blindmatch/blindmatch/ecdh/internal/p256"
	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// p256Engine is the engine of P256.
type p256Engine struct{ w *p256.Workspace }

func (e *p256Engine) hash(dst *xmd.DST, items [][]byte) { e.w.Hash(dst, items) }
func (e *p256Engine) decode(src [][32]byte) int         { return e.w.Decode(src) }
func (e *p256Engine) mul(dst [][32]byte, k *secret)     { e.w.Mul(dst, k.ecdh) }
func (e *p256Engine) encode(dst [][32]byte)             { e.w.Encode(dst) }
func (e *p256Engine) clear()                            { e.w.Clear() }

type p256Table struct{ t *p256.Table }

func (t p256Table) mul(e engine, dst [][32]byte, scalar func(i int) *[32]byte) {
	e.(*p256Engine).w.MulTable(dst, t.t, scalar)
}

// p256Order is the order of P-256, big-endian.
const p256Order = "\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51"

// timesP256 returns x*y modulo the order.
func timesP256(x, y []byte) []byte {
	n, err := bigmod.NewModulus([]byte(p256Order))
	if err != nil {
		panic("ecdh: internal error: " + err.Error())
	}
	a, err := bigmod.NewNat().SetBytes(x, n)
	if err != nil {
		panic("ecdh: internal error: " + err.Error())
	}
	b, err := bigmod.NewNat().SetBytes(y, n)
	if err != nil {
		panic("ecdh: internal error: " + err.Error())
	}
	defer clear(a.Bits())
	defer clear(b.Bits())
	return a.Mul(b, n).Bytes(n)
}
