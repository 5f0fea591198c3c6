package dataset

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// JoinKey is the secret under which the parts of one table hash user references, so that whoever puts the parts together
// finds the rows of one user, and nothing else. It is drawn for each table anew.
type JoinKey [32]byte

// hash is a blindHash of the parts' own for one use.
func (k *JoinKey) hash(use string) *blindHash {
	sum := sha256.Sum256(append(k[:], use...))
	return &blindHash{key: [len(blindHash{}.key)]byte(sum[:])}
}

func (k *JoinKey) users() *blindHash  { return k.hash("users") }
func (k *JoinKey) values() *blindHash { return k.hash("values") }

// PartRow is what is kept of one row of a part of a table: a record, what the row says of its user, or both.
type PartRow struct {
	Line     uint64 // of the row in the part, from 1
	Record   int64  // number in the part, from 0; -1 if nothing of the row is stored
	User     []byte // reference; nil if neither a record nor Withdrawn
	Decision []byte // of the record; its context is numbered as in PartReport.Contexts

	Fold, Rest []byte // hash of the reference without its case, and what tells it apart; nil if Said is 0
	Said       byte   // what the row says of its user, in userJoin's words
	Withholds  bool   // the row says no, or may: nothing of its user gets in
	OptIn      bool   // by nothing but a column of opt-ins
	Withdrawn  bool   // the user is to be remembered as withdrawn,
	Unsure     bool   // or as one who may be

	Elements []PartElement
	Values   []PartValue
}

// PartElement is an identifier that was admitted, masked.
type PartElement struct {
	Element  ecdh.Element
	Type     byte // place in identity.Types
	Context  uint16
	Verified bool
	Given    uint32 // minutes; 0 means that it is not known
	Times    uint32 // in the record
	Verifies uint32 // of these, verified
}

// PartValue says what the gate said of a value. One is saved if one row admits it and one denies it, and lost if several
// contexts deny it and none admits it; of rows with the same contexts the one that denies least counts, once.
type PartValue struct {
	Value    [blindWidth]byte // hash of it, its type and its user
	Contexts [blindWidth]byte // hash of the record's contexts
	Denied   byte             // how many of them deny it
	Admits   bool
}

// PartReport says what became of a part.
type PartReport struct {
	Report   *BuildReport    `json:"report"`
	Records  uint64          `json:"records"`
	Contexts []string        `json:"contexts"`
	Codes    map[byte]string `json:"codes"`
	KeyCheck string          `json:"key_check"`
}

// BuildPart does with a part of a table what Build does with all of it, as far as a row goes: the gate, normal forms,
// masking. It calls out with rows in the order of the table; they are valid until out returns. What needs all of the table
// is left to whoever has it: users of whom a row elsewhere says no, contact groups, order, and the guards of an import.
// A part may have no rows. The report is valid as far as it goes when there is an error too.
func BuildPart(ctx context.Context, cfg BuildConfig, join JoinKey, t *Table, out func([]PartRow) error) (*PartReport, error) {
	r := &PartReport{Codes: decisionCodes()}
	if cfg.Previous != nil || cfg.Merge || cfg.OnlyNo || !cfg.Since.IsZero() {
		return r, errors.New("a part has neither a previous dataset nor changes")
	}
	b, err := newBuild(&cfg, t)
	r.Report = b.report
	if err != nil {
		return r, err
	}
	p := &partRows{users: join.users(), overlap: join.values(), out: out}
	for _, typ := range cfg.types() {
		p.keys[typeIndex(typ)] = typeKey(cfg.Key, cfg.Gate.Purpose(), cfg.Profile, typ)
	}
	defer p.clear()
	b.sink = p
	if err = b.run(ctx, t); err == nil {
		err = errors.Join(t.end(), p.flush())
	}
	b.summarise()
	r.Report.Source.Notes = t.notesAfter(r.Report.Source.Notes)
	r.Records, r.Contexts, r.KeyCheck = p.records, p.contexts, keyCheck(cfg.Key, cfg.Gate.Purpose(), cfg.Profile)
	return r, err
}

// partRows is the sink of a part.
type partRows struct {
	users, overlap *blindHash
	keys           [2]*ecdh.Key // by typeIndex; nil if the type is not wanted
	contexts       []string
	records        uint64
	out            func([]PartRow) error

	row     PartRow // that is being read
	rows    []PartRow
	pending [2][]pendingElement // by typeIndex
	own     []ownKey            // of row's elements
	masked  []ecdh.Element
}

type ownKey struct {
	typ int
	key identity.Key
}

// pendingElement is a match key that is to be masked into an element of a row.
type pendingElement struct {
	key          [32]byte
	row, element int
}

func (p *partRows) addRecord(user []byte, d decision) error {
	enc := d.encode()
	p.row.Record, p.row.User, p.row.Decision = int64(p.records), slices.Clone(user), enc[:]
	p.records++
	return nil
}

func (p *partRows) put(a purpose.Admitted) error {
	v := a.Value()
	i := typeIndex(v.Type)
	if p.keys[i] == nil {
		return errors.New("the dataset is not of identifiers of this type")
	}
	n, err := p.context(a.Context())
	if err != nil {
		return err
	}
	at := slices.Index(p.own, ownKey{i, v.Key})
	if at < 0 {
		at = len(p.own)
		p.own = append(p.own, ownKey{i, v.Key})
		p.pending[i] = append(p.pending[i], pendingElement{v.Key, len(p.rows), at})
		p.row.Elements = append(p.row.Elements, PartElement{Type: byte(i), Context: n, Given: minutes(a.Given())})
	}
	e := &p.row.Elements[at]
	e.Times++
	if v.Verified {
		e.Verified = true
		e.Verifies++
	}
	return nil
}

func (p *partRows) context(name string) (uint16, error) { return numberContext(&p.contexts, name) }

func (p *partRows) overlaps(rec *purpose.Record, v purpose.Value, d purpose.Decision) error {
	o := overlapRecord(p.overlap, rec, v, d)
	p.row.Values = append(p.row.Values, PartValue{[blindWidth]byte(o[:]), [blindWidth]byte(o[blindWidth:]), o[2*blindWidth], o[2*blindWidth+1] == 1})
	return nil
}

func (p *partRows) withhold(_ []byte, _ uint64, by why) error {
	p.row.Withholds, p.row.OptIn = true, by == byOptIn
	return nil
}

func (p *partRows) addWithdrawn(user []byte, unsure bool) error {
	p.row.User, p.row.Withdrawn, p.row.Unsure = slices.Clone(user), true, unsure
	return nil
}

func (p *partRows) says(user []byte, said byte) error {
	h := p.users.user(user)
	p.row.Fold, p.row.Rest, p.row.Said = slices.Clone(h[:blindWidth]), slices.Clone(h[blindWidth:]), said
	return nil
}

func (p *partRows) endRow(line uint64) error {
	row := &p.row
	row.Line = line
	if row.Decision == nil {
		row.Record = -1
	}
	if row.Record >= 0 || row.Said != 0 || row.Values != nil {
		p.rows = append(p.rows, *row)
	}
	p.row = PartRow{}
	clear(p.own)
	p.own = p.own[:0]
	if len(p.rows) < batchSize && len(p.pending[0]) < batchSize && len(p.pending[1]) < batchSize {
		return nil
	}
	return p.flush()
}

// flush masks what is pending, and hands the rows over.
func (p *partRows) flush() error {
	for i, pending := range p.pending {
		if len(pending) == 0 {
			continue
		}
		items := make([][]byte, len(pending))
		for j := range pending {
			items[j] = pending[j].key[:]
		}
		p.masked = slices.Grow(p.masked[:0], len(pending))[:len(pending)]
		p.keys[i].Mask(p.masked, items)
		for j, x := range pending {
			p.rows[x.row].Elements[x.element].Element = p.masked[j]
		}
		clear(pending)
		p.pending[i] = pending[:0]
	}
	if len(p.rows) == 0 {
		return nil
	}
	err := p.out(p.rows)
	clear(p.rows)
	p.rows = p.rows[:0]
	return err
}

// clear overwrites match keys.
func (p *partRows) clear() {
	for i := range p.pending {
		clear(p.pending[i][:cap(p.pending[i])])
	}
	clear(p.own[:cap(p.own)])
}

// A place is that of a row or a record in all parts: the part is in the upper bits, so that places are in the order of the
// table.
const partShift = 40

// PartPlace is the place of row or record n of a part.
func PartPlace(part int, n uint64) int64 { return int64(part)<<partShift | int64(n) }

func splitPlace(at int64) (part int, n uint64) {
	return int(at >> partShift), uint64(at) & (1<<partShift - 1)
}
