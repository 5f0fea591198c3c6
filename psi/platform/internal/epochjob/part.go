package epochjob

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"github.com/blindmatch/blindmatch/psi/platform/internal/jobs"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Group is what a worker makes a row of: a contact group of the dataset, or a sentinel. The tags name the columns.
type Group struct {
	Width    int32  `parquet:"width"`    // of its section
	Number   int64  `parquet:"number"`   // in the dataset; of a sentinel, in its section
	Sentinel bool   `parquet:"sentinel"` // it has no elements
	Elements []byte `parquet:"elements"` // under the dataset's key
	Check    []byte `parquet:"check"`
}

// Row is what a worker has made of it.
type Row = runs.EpochRow

// codeWidth is the bytes of a code. Nobody can try one without the job's output being refused.
const codeWidth = 16

// codes makes the codes of a job's groups and rows. It is for one goroutine.
type codes struct{ mac hash.Hash }

func (k *keys) newCodes() *codes { return &codes{hmac.New(sha256.New, k.codes[:])} }

func (c *codes) sum(kind byte, width int32, number int64, text []byte) []byte {
	var head [13]byte
	head[0] = kind
	binary.BigEndian.PutUint32(head[1:], uint32(width))
	binary.BigEndian.PutUint64(head[5:], uint64(number))
	c.mac.Reset()
	c.mac.Write(head[:])
	c.mac.Write(text)
	return c.mac.Sum(nil)[:codeWidth]
}

func (c *codes) group(g *Group) []byte {
	kind := byte('g')
	if g.Sentinel {
		kind = 's'
	}
	return c.sum(kind, g.Width, g.Number, g.Elements)
}

func (c *codes) row(r *Row) []byte { return c.sum('r', r.Width, 0, r.Row) }

// Worker masks parts of an epoch. It is for one goroutine.
type Worker struct {
	keys  *keys
	codes *codes
	rows  *psi.EpochRows
}

// NewWorker opens a job, without a data directory. tables are those of this program; sealer may be nil.
func NewWorker(tables jobs.Tables, files *jobs.Files, sealer store.Sealer) (*Worker, error) {
	j, k, err := open(files, tables, sealer)
	if err != nil {
		return nil, err
	}
	w := &Worker{keys: k, codes: k.newCodes()}
	if w.rows, err = psi.NewEpochRows(j.Params, &k.epoch); err != nil {
		k.destroy()
		return nil, err
	}
	return w, nil
}

// Close overwrites the keys.
func (w *Worker) Close() {
	w.keys.destroy()
	w.rows.Destroy()
}

var errGroup = errors.New("it is damaged, or of another job: prepare the job again, or name its own groups")

// Mask masks groups, and calls out with rows in the same order, which are valid until out returns.
func (w *Worker) Mask(all []Group, out func([]Row) error) error {
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Width == all[0].Width {
			n++
		}
		if err := w.maskSection(all[:n], out); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// maskSection masks groups of one section.
func (w *Worker) maskSection(all []Group, out func([]Row) error) error {
	groups := make([]psi.Group, len(all))
	for i := range all {
		g := &all[i]
		if !hmac.Equal(w.codes.group(g), g.Check) || g.Sentinel != (len(g.Elements) == 0) || len(g.Elements)%psi.ElementSize != 0 || g.Number < 0 {
			return fmt.Errorf("group %d: %w", i, errGroup)
		}
		groups[i].Number = uint64(g.Number)
		for b := g.Elements; len(b) > 0; b = b[psi.ElementSize:] {
			groups[i].Elements = append(groups[i].Elements, ecdh.Element(b))
		}
	}
	width := all[0].Width
	text, err := w.rows.Mask(uint64(width), groups)
	if err != nil {
		return err
	}
	rows, size := make([]Row, len(all)), psi.RowSize(uint64(width))
	for i := range rows {
		rows[i] = Row{Width: width, Row: text[i*size : (i+1)*size]}
		rows[i].Check = w.codes.row(&rows[i])
	}
	return out(rows)
}
