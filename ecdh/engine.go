package ecdh

import (
	"sync"

	"github.com/blindmatch/blindmatch/ecdh/internal/p256"
	"github.com/blindmatch/blindmatch/ecdh/internal/ristretto"
	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// batchSize is the largest number of points in a batch.
const batchSize = ristretto.Batch

// An engine holds the points of one batch. Package ristretto states the contract. The implementation of a group is
// chosen only in engines.
type engine interface {
	// hash sets the points of the batch to hashes of items.
	hash(dst *xmd.DST, items [][]byte)
	// decode sets the points of the batch to what src encodes, and returns the index of the first one it refuses, or
	// len(src).
	decode(src [][32]byte) int
	// mul sets dst to the first points of the batch times the scalar of k.
	mul(dst [][32]byte, k *secret)
	// encode sets dst to the first points of the batch.
	encode(dst [][32]byte)
	// clear overwrites what the batches left behind.
	clear()
}

// A table has multiples of one element, for the implementation that was in use when it was made.
type table interface {
	// mul sets dst[i] to scalar(i) times the element. e is an engine of that implementation, whose batch is lost.
	mul(e engine, dst [][32]byte, scalar func(i int) *[32]byte)
}

// newTable returns the table of a valid element.
func newTable(g group, e *[32]byte) table {
	if g == groupP256 {
		return p256Table{p256.NewTable(e)}
	}
	return newRistretto255Table(e)
}

// engines has the idle engines of each group. An engine takes half a megabyte, or one megabyte with AVX2. Each batch in
// progress uses one; the next garbage collections remove the idle ones.
var engines = [1 + groups]sync.Pool{
	groupRistretto255: {New: func() any { return newRistretto255() }},
	groupP256:         {New: func() any { return &p256Engine{p256.New()} }},
}

const portable = "portable"

// implementation chooses the engine of ristretto255. Tests change it.
var implementation = implementations[0]

// ristrettoEngine is the portable engine of ristretto255.
type ristrettoEngine struct{ w *ristretto.Workspace }

func (e *ristrettoEngine) hash(dst *xmd.DST, items [][]byte) { e.w.Hash(dst, items) }
func (e *ristrettoEngine) decode(src [][32]byte) int         { return e.w.Decode(src) }
func (e *ristrettoEngine) mul(dst [][32]byte, k *secret)     { e.w.Mul(dst, &k.half) }
func (e *ristrettoEngine) encode(dst [][32]byte)             { e.w.Encode(dst) }
func (e *ristrettoEngine) clear()                            { e.w.Clear() }

type ristrettoTable struct{ t *ristretto.Table }

func (t ristrettoTable) mul(e engine, dst [][32]byte, scalar func(i int) *[32]byte) {
	e.(*ristrettoEngine).w.MulTable(dst, t.t, scalar)
}
