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
	return &lanesEngine{w: lanes.New(implementation)}
}

func newRistretto255Table(e *[32]byte) table { return ristrettoTable{ristretto.NewTable(e)} }

// lanesEngine is the vector engine of ristretto255.
type lanesEngine struct {
	w        *lanes.Workspace
	portable *ristretto.Workspace // for tables
}

func (e *lanesEngine) hash(dst *xmd.DST, items [][]byte) { e.w.Hash(dst, items) }
func (e *lanesEngine) decode(src [][32]byte) int         { return e.w.Decode(src) }
func (e *lanesEngine) mul(dst [][32]byte, k *secret)     { e.w.Mul(dst, &k.half) }
func (e *lanesEngine) encode(dst [][32]byte)             { e.w.Encode(dst) }

func (e *lanesEngine) clear() {
	e.w.Clear()
	if e.portable != nil {
		e.portable.Clear()
	}
}

func (e *lanesEngine) mulTable(dst [][32]byte, t *ristretto.Table, scalar func(i int) *[32]byte) {
	if e.portable == nil {
		e.portable = ristretto.New()
	}
	e.portable.MulTable(dst, t, scalar)
}
