package psi

import (
	"context"
	"encoding/binary"
	"io"
	"iter"

	"github.com/blindmatch/blindmatch/ecdh"
)

// Dataset is the platform's admitted set as it is stored: masked with the dataset's own key, so nothing on disk is an
// unkeyed function of an identifier (rule 8). Roles mask it again with their own key.
type Dataset struct {
	Key      *ecdh.Key                      // d, bound to the same Params as the role
	Elements iter.Seq2[ecdh.Element, error] // d·H(y), distinct, any order
}

// maskDataset draws a key e from key and writes P = e·(d·H(y)) to dst, sorted by encoding, and the position in data of
// each element of P to order. It returns P's size and digest, and b = e·d.
func maskDataset(ctx context.Context, p Params, data Dataset, dst, order io.Writer, s Scratch, key keySource) (Set, *ecdh.Key, error) {
	g, err := p.Group()
	if err != nil {
		return Set{}, nil, err
	}
	e, err := key(g)
	if err != nil {
		return Set{}, nil, err
	}
	defer e.Destroy()
	const width = ElementSize + positionSize
	sorter := s.sorter(width)
	defer sorter.Close()
	buf := make([]byte, 0, batchSize*width)
	err = remaskSeq(ctx, e, data.Elements, func(b *elementBatch) error {
		defer s.progress(len(b.dst))
		buf = buf[:0]
		for i := range b.dst {
			buf = append(buf, b.dst[i][:]...)
			buf = binary.BigEndian.AppendUint64(buf, b.first+uint64(i))
		}
		return sorter.Add(buf)
	})
	if err != nil {
		return Set{}, nil, err
	}
	sorted, err := sorter.Sort()
	if err != nil {
		return Set{}, nil, err
	}
	w := newSetWriter(dst, ElementSize)
	if _, err := copyDistinct(&splitWriter{head: w, tail: order}, sorted, width, ElementSize); err != nil {
		return Set{}, nil, err
	}
	return w.set(), e.Times(data.Key), nil
}

const positionSize = 8

// splitWriter splits records into their element and their position.
type splitWriter struct {
	head, tail io.Writer
	a, b       []byte
}

func (w *splitWriter) Write(recs []byte) (int, error) {
	const width = ElementSize + positionSize
	w.a, w.b = w.a[:0], w.b[:0]
	for i := 0; i < len(recs); i += width {
		w.a = append(w.a, recs[i:i+ElementSize]...)
		w.b = append(w.b, recs[i+ElementSize:i+width]...)
	}
	if _, err := w.head.Write(w.a); err != nil {
		return 0, err
	}
	_, err := w.tail.Write(w.b)
	return len(recs), err
}
