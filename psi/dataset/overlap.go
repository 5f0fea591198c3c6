package dataset

import (
	"io"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// overlap counts the values that one user gave in several contexts, some of which admit them and some don't. Rows with
// the same value may be far apart, so it sorts. It keeps a hash of the value under a key of its own, a hash of the
// record's contexts, how many of these deny the value, and whether one admits it.
type overlap struct {
	hash   *blindHash
	sorter *extsort.Sorter
	batch  []byte
}

const overlapWidth = 2*blindWidth + 2

func newOverlap(dir string, memory int) *overlap {
	return &overlap{hash: newBlindHash(), sorter: extsort.New(extsort.Config{Width: overlapWidth, Memory: memory, Dir: dir})}
}

// overlapRecord is what is sorted.
func overlapRecord(hash *blindHash, rec *purpose.Record, v purpose.Value, d purpose.Decision) (out [overlapWidth]byte) {
	h := hash.sum(v.Key[:], []byte(string(v.Type)+"\x00"+rec.User))
	contexts := hash.sum(make([]byte, 32), []byte(rec.Context))
	copy(out[:], h[:])
	copy(out[blindWidth:], contexts[:])
	out[2*blindWidth] = byte(min(d.Denied, 255))
	if d.Reason == purpose.Admits {
		out[2*blindWidth+1] = 1
	}
	return out
}

func (o *overlap) add(rec *purpose.Record, v purpose.Value, d purpose.Decision) error {
	r := overlapRecord(o.hash, rec, v, d)
	o.batch = append(o.batch, r[:]...)
	if len(o.batch) < 4096*overlapWidth {
		return nil
	}
	err := o.sorter.Add(o.batch)
	o.batch = o.batch[:0]
	return err
}

// count returns how many values one context admits though another denies them, and how many have several contexts, none
// of which admits them.
func (o *overlap) count() (saved, lost uint64, err error) {
	if err := o.sorter.Add(o.batch); err != nil {
		return 0, 0, err
	}
	sorted, err := o.sorter.Sort()
	if err != nil {
		return 0, 0, err
	}
	var last [2 * blindWidth]byte // value and contexts
	denied, admitted := 0, false
	end := func() {
		switch {
		case admitted && denied > 0:
			saved++
		case !admitted && denied > 1:
			lost++
		}
		denied, admitted = 0, false
	}
	buf := make([]byte, 4096*overlapWidth)
	for {
		n, err := sorted.Read(buf)
		for b := buf[:n]; len(b) > 0; b = b[overlapWidth:] {
			r := [2 * blindWidth]byte(b)
			if [blindWidth]byte(r[:]) != [blindWidth]byte(last[:]) {
				end()
			}
			if r != last { // repeated contexts count once
				denied += int(b[len(r)])
			}
			admitted = admitted || b[len(r)+1] == 1
			last = r
		}
		if err == io.EOF {
			end()
			return saved, lost, nil
		}
		if err != nil {
			return 0, 0, err
		}
	}
}

func (o *overlap) close() error { return o.sorter.Close() }
