package subject

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// candidateKind is the kind of the file that says who is in a dataset. SPEC.md §13.7.
const candidateKind = "candidates"

// Sections of a candidate index.
const (
	candidateRecords     = iota // in record order: tag of the person, outcome
	candidatePersons            // tag of the person, record number; sorted
	candidateIdentifiers        // tag of the identifier, record number; sorted
	candidateInfo               // CandidateInfo as JSON, byte by byte

	recordWidth = tagWidth + 8
	entryWidth  = tagWidth + numberWidth
	numberWidth = 6
	maxRecord   = 1<<(8*numberWidth) - 1
	itemsStep   = 4096 // records or identifiers between calls of Scratch.Progress
)

// CandidateInfo is what a candidate index says about the dataset as a whole. It is sealed like the rest.
type CandidateInfo struct {
	Dataset  string
	Purpose  string
	Suite    string
	Profile  string
	Types    []string        // identifier types, in the order of psi.Decision.Codes; at most two
	Contexts []string        // collection contexts, as psi.Decision.Context numbers them
	Codes    map[byte]string // names of psi.Decision.Codes
	Key      Secret          // that the dataset is masked under
}

// CandidateIdentifier says that a record has an admitted identifier, and whether that counts for the record's user.
type CandidateIdentifier struct {
	Type    string
	Element ecdh.Element // masked under the dataset's key
	Record  uint64       // number, from 0
	Outcome byte         // by its number in CandidateInfo.Codes: psi.Admitted, or why the identifier counts for nobody
}

// Candidate says what happened to one record of a person.
type Candidate struct {
	Record  uint64     `json:"record"`            // number in the dataset
	Context string     `json:"context,omitempty"` // collection context, if known
	Expires *time.Time `json:"expires,omitempty"` // when the grant ends
	// Outcomes says, for each identifier type, "admitted" or why not: the gate or the reader kept it out, or it was
	// admitted and counts for nobody, since others have it too. Types that the record has no identifier of are left out.
	Outcomes map[string]string `json:"outcomes"`
}

// infoJSON is CandidateInfo in the file, secrets and all.
type infoJSON struct {
	Dataset  string          `json:"dataset"`
	Purpose  string          `json:"purpose"`
	Suite    string          `json:"suite"`
	Profile  string          `json:"profile"`
	Types    []string        `json:"types"`
	Contexts []string        `json:"contexts"`
	Codes    map[byte]string `json:"codes"`
	Key      []byte          `json:"key"`
}

// candidateWriter is the state of a running WriteCandidates.
type candidateWriter struct {
	*indexWriter
	info    *CandidateInfo
	tags    *tagger
	scratch psi.Scratch
	records uint64
	leftOut *leftOut
}

// WriteCandidates writes the index of a dataset to path, which must not exist, and returns its root. records are
// numbered in the order in which they come; identifiers may come in any order, and are ranged over twice. When it
// returns, the file is on stable storage; its name is once the caller has flushed the folder. After an error there is no
// file. What does not fit into scratch.Memory is spilled as tags and record numbers.
func WriteCandidates(ctx context.Context, path string, key IndexKey, info CandidateInfo,
	records iter.Seq2[psi.Decision, error], identifiers iter.Seq2[CandidateIdentifier, error], scratch psi.Scratch) (psi.Digest, error) {
	if len(info.Types) > len(psi.Decision{}.Codes) {
		return psi.Digest{}, fmt.Errorf("%d identifier types: want %d at most", len(info.Types), len(psi.Decision{}.Codes))
	}
	f, err := createIndex(path, &key, candidateKind)
	if err != nil {
		return psi.Digest{}, err
	}
	w := &candidateWriter{indexWriter: f, info: &info, tags: newTagger(key.derive(nil, "tags")), scratch: scratch}
	if err = context.Cause(ctx); err == nil {
		err = w.findLeftOut(ctx, identifiers)
	}
	if err == nil {
		err = w.writeRecords(ctx, records)
	}
	err = errors.Join(err, w.leftOut.close())
	if err == nil {
		err = w.writeIdentifiers(ctx, identifiers)
	}
	if err == nil {
		err = w.writeInfo()
	}
	if err != nil {
		return psi.Digest{}, errors.Join(err, f.abort())
	}
	return f.finish()
}

// done counts n finished items.
func (w *candidateWriter) done(ctx context.Context, n uint64) error {
	if n%itemsStep != 0 {
		return nil
	}
	if w.scratch.Progress != nil {
		w.scratch.Progress(itemsStep)
	}
	return context.Cause(ctx)
}

func (w *candidateWriter) sorter() *extsort.Sorter {
	return extsort.New(extsort.Config{Width: entryWidth, Memory: w.scratch.Memory, Dir: w.scratch.Dir})
}

// entry is a tag and a record number.
func entry(tag [tagWidth]byte, record uint64) []byte {
	var b [tagWidth + 8]byte
	binary.BigEndian.PutUint64(b[entryWidth-8:], record)
	copy(b[:], tag[:])
	return b[:entryWidth]
}

func entryRecord(rest []byte) uint64 {
	var b [8]byte
	copy(b[8-numberWidth:], rest)
	return binary.BigEndian.Uint64(b[:])
}

// writeRecords writes the records, then the persons they belong to.
func (w *candidateWriter) writeRecords(ctx context.Context, records iter.Seq2[psi.Decision, error]) error {
	if err := w.begin(recordWidth); err != nil {
		return err
	}
	persons := w.sorter()
	defer persons.Close()
	var b [recordWidth]byte
	for r, err := range records {
		if err == nil {
			err = w.check(&r)
		}
		if err != nil {
			return err
		}
		if err := w.leftOut.apply(w.records, &r); err != nil {
			return err
		}
		tag := w.tags.tag(personDomain, []byte(r.User))
		copy(b[:], tag[:])
		binary.BigEndian.PutUint16(b[tagWidth:], r.Context)
		copy(b[tagWidth+2:], r.Codes[:])
		binary.BigEndian.PutUint32(b[tagWidth+4:], r.Expires)
		if err := errors.Join(w.add(b[:]), persons.Add(entry(tag, w.records))); err != nil {
			return err
		}
		w.records++
		if err := w.done(ctx, w.records); err != nil {
			return err
		}
	}
	return w.addSorted(entryWidth, persons)
}

// check makes sure that every record can be explained.
func (w *candidateWriter) check(r *psi.Decision) error {
	if w.records > maxRecord {
		return fmt.Errorf("more than %d records", uint64(maxRecord)+1)
	}
	if r.Context != psi.NoContext && int(r.Context) >= len(w.info.Contexts) {
		return fmt.Errorf("record %d has context %d of %d", w.records, r.Context, len(w.info.Contexts))
	}
	for i, code := range r.Codes {
		if code == 0 {
			continue
		}
		if i >= len(w.info.Types) {
			return fmt.Errorf("record %d has an identifier of type %d of %d", w.records, i, len(w.info.Types))
		}
		if w.info.Codes[code] == "" {
			return fmt.Errorf("record %d has outcome %d, which has no name: import everything", w.records, code)
		}
	}
	return nil
}

func (w *candidateWriter) writeIdentifiers(ctx context.Context, identifiers iter.Seq2[CandidateIdentifier, error]) error {
	sorter := w.sorter()
	defer sorter.Close()
	n := uint64(0)
	for e, err := range identifiers {
		if err == nil {
			_, err = w.checkIdentifier(n, &e)
		}
		if err == nil && e.Record >= w.records {
			err = fmt.Errorf("identifier %d belongs to record %d of %d", n, e.Record, w.records)
		}
		if err != nil {
			return err
		}
		if err := sorter.Add(entry(w.tags.tag(identifierDomain+e.Type, e.Element[:]), e.Record)); err != nil {
			return err
		}
		n++
		if err := w.done(ctx, n); err != nil {
			return err
		}
	}
	return w.addSorted(entryWidth, sorter)
}

func (w *candidateWriter) writeInfo() error {
	i := infoJSON{Dataset: w.info.Dataset, Purpose: w.info.Purpose, Suite: w.info.Suite, Profile: w.info.Profile,
		Types: w.info.Types, Contexts: w.info.Contexts, Codes: w.info.Codes, Key: w.info.Key}
	text, err := json.Marshal(i)
	if err != nil {
		return err
	}
	if err := w.begin(1); err != nil {
		return err
	}
	for j := range text {
		if err := w.add(text[j : j+1]); err != nil {
			return err
		}
	}
	return nil
}

// Candidates is a candidate index, open for look-ups. Every block that a look-up reads is checked against the root. It
// is safe for concurrent use.
type Candidates struct {
	file   *indexFile
	info   *CandidateInfo
	tagKey *[32]byte
}

// OpenCandidates opens what WriteCandidates wrote. root is the one in the log's entry of the import.
func OpenCandidates(path string, key IndexKey, root psi.Digest) (*Candidates, error) {
	f, err := openIndex(path, &key, candidateKind, root, recordWidth, entryWidth, entryWidth, 1)
	if err != nil {
		return nil, err
	}
	tagKey := [32]byte(key.derive(nil, "tags"))
	c := &Candidates{file: f, tagKey: &tagKey}
	if c.info, err = readInfo(f); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return c, nil
}

func readInfo(f *indexFile) (*CandidateInfo, error) {
	var text []byte
	for c, i := f.cursor(candidateInfo), uint64(0); i < c.count; i++ {
		b, err := c.record(i)
		if err != nil {
			return nil, err
		}
		text = append(text, b...)
	}
	var i infoJSON
	if err := json.Unmarshal(text, &i); err != nil || len(i.Types) > len(psi.Decision{}.Codes) {
		return nil, f.damaged("its description of the dataset can't be read")
	}
	info := &CandidateInfo{Dataset: i.Dataset, Purpose: i.Purpose, Suite: i.Suite, Profile: i.Profile,
		Types: i.Types, Contexts: i.Contexts, Codes: i.Codes, Key: i.Key}
	return info, nil
}

// Info is what the index says about the dataset. It must not be modified.
func (c *Candidates) Info() *CandidateInfo { return c.info }

// Tag is the tag of a user reference, which need not be in the index.
func (c *Candidates) Tag(user string) PersonTag {
	return newTagger(c.tagKey[:]).tag(personDomain, []byte(user))
}

// Person returns the records of a person in the order of the dataset: none if the person is not in it.
func (c *Candidates) Person(tag PersonTag) ([]Candidate, error) {
	var out []Candidate
	records := c.file.cursor(candidateRecords)
	err := c.file.cursor(candidatePersons).each(tag, func(rest []byte) error {
		n := entryRecord(rest)
		rec, err := records.record(n)
		if err != nil {
			return err
		}
		if PersonTag(rec) != tag {
			return c.file.damaged("record %d belongs to another person", n)
		}
		r, err := c.candidate(n, rec[tagWidth:])
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// candidate says what a record's outcome means.
func (c *Candidates) candidate(n uint64, b []byte) (Candidate, error) {
	r := Candidate{Record: n, Outcomes: map[string]string{}}
	if number := binary.BigEndian.Uint16(b); int(number) < len(c.info.Contexts) {
		r.Context = c.info.Contexts[number]
	} else if number != psi.NoContext {
		return r, c.file.damaged("record %d has context %d of %d", n, number, len(c.info.Contexts))
	}
	for i, code := range b[2:4] {
		if code == 0 {
			continue
		}
		name := c.info.Codes[code]
		if i >= len(c.info.Types) || name == "" {
			return r, c.file.damaged("record %d has outcome %d, which has no name", n, code)
		}
		r.Outcomes[c.info.Types[i]] = name
	}
	if minutes := binary.BigEndian.Uint32(b[4:]); minutes != 0 {
		at := time.Unix(60*int64(minutes), 0).UTC()
		r.Expires = &at
	}
	return r, nil
}

// Identifier returns the persons that an identifier belongs to, each once, in the order of their records. e is the
// identifier masked with the dataset's key for its type, which is in Info.
func (c *Candidates) Identifier(idType string, e ecdh.Element) ([]PersonTag, error) {
	var out []PersonTag
	seen := map[PersonTag]bool{}
	records := c.file.cursor(candidateRecords)
	tag := newTagger(c.tagKey[:]).tag(identifierDomain+idType, e[:])
	err := c.file.cursor(candidateIdentifiers).each(tag, func(rest []byte) error {
		rec, err := records.record(entryRecord(rest))
		if err != nil {
			return err
		}
		if p := PersonTag(rec); !seen[p] {
			seen[p] = true
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Close closes the file.
func (c *Candidates) Close() error { return c.file.close() }
