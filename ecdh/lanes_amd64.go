//go:build amd64 && !purego

package ecdh

import (
	"github.com/blindmatch/blindmatch/ecdh/internal/lanes"
	"github.com/blindmatch/blindmatch/ecdh/internal/ristretto"
	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// implementations of ristretto255 on this machine, the fastest first.
var implementations = append(lanes.Available(), portable)

func newRistretto255() engine {
	if implementation == portable {
		return &ristrettoEngine{ristretto.New()}
	}
	return &lanesEngine{lanes.New(implementation)}
}

func newRistretto255Table(e *[32]byte) table {
	if implementation == portable {
		return ristrettoTable{ristretto.NewTable(e)}
	}
	return lanesTable{lanes.NewTable(implementation, e)}
}

// lanesEngine is the vector engine of ristretto255.
type lanesEngine struct{ w *lanes.Workspace }

func (e *lanesEngine) hash(dst *xmd.DST, items [][]byte) { e.w.Hash(dst, items) }
func (e *lanesEngine) decode(src [][32]byte) int         { return e.w.Decode(src) }
func (e *lanesEngine) mul(dst [][32]byte, k *secret)     { e.w.Mul(dst, &k.half) }
func (e *lanesEngine) encode(dst [][32]byte)             { e.w.Encode(dst) }
func (e *lanesEngine) clear()                            { e.w.Clear() }

type lanesTable struct{ t *lanes.Table }

func (t lanesTable) mul(e engine, dst [][32]byte, scalar func(i int) *[32]byte) {
	e.(*lanesEngine).w.MulTable(dst, t.t, scalar)
}
