package dataset

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// A stored dataset is a directory:
//
//	manifest.json    what there is, with sizes and SHA-256
//	users.dat        user references of all records, one after the other
//	users.idx        where each begins: uint64, and one more for the end
//	decisions.dat    what became of each record, decisionWidth bytes
//	withdrawn.dat    users whom the import withdrew or deleted, or may have: length
//	                 uint16, with its highest bit if it only may have, reference; only
//	                 if there are any
//	elements.dat     distinct masked elements of all types, ascending
//	types.dat        the type of each, as its place in identity.Types
//	starts.dat       where each element's owners begin: uint64, and one more
//	owners.dat       of each element: record number uint64, context uint16, whether
//	                 it is verified, when the person agreed uint32, Outcome byte;
//	                 by user in the order of the source, and by record
//	groups-W.dat     contact groups of W/2 < k ≤ W elements: number of the group
//	                 uint64, k byte, then W slots of an element and its number
//	                 uint64, elements ascending, unused slots zero; only if there
//	                 are any
//
// Integers are big-endian, times are minutes since 1970. Records are numbered in the
// order of the source, groups through all files from the narrowest on.
const (
	manifestName  = "manifest.json"
	usersName     = "users.dat"
	userIndexName = "users.idx"
	decisionsName = "decisions.dat"
	withdrawnName = "withdrawn.dat"

	elementsName = "elements.dat"
	typesName    = "types.dat"
	startsName   = "starts.dat"
	ownersName   = "owners.dat"

	elementWidth  = 32
	ownerWidth    = 8 + 2 + 1 + 4 + 1
	decisionWidth = 8
	formatVersion = 2
)

// groupWidths are the classes of groups, by the least that their elements fit into.
var groupWidths = [...]int{1, 2, 4, 8, 16}

func groupsName(width int) string { return fmt.Sprintf("groups-%d.dat", width) }

const slotWidth = elementWidth + 8

func groupRecordWidth(width int) uint64 { return uint64(8 + 1 + width*slotWidth) }

// manifest describes the files of a stored dataset.
type manifest struct {
	Version  int              `json:"version"`
	Purpose  string           `json:"purpose"`
	Profile  identity.Profile `json:"profile"`
	Policy   string           `json:"policy"` // digest
	Records  uint64           `json:"records"`
	Contexts []string         `json:"contexts"` // as numbered in the files
	Codes    map[byte]string  `json:"codes"`    // of decisions and owners
	Elements uint64           `json:"elements"`
	Owners   uint64           `json:"owners"`
	// KeyCheck is a fixed text masked under the dataset's key. It shows when another key is used.
	KeyCheck string `json:"key_check"`
	Summary
	Classes []uint64               `json:"classes"` // groups by width, in the order of groupWidths
	Files   map[string]fileSummary `json:"files"`
}

type fileSummary struct {
	Size   uint64 `json:"size"`
	SHA256 string `json:"sha256"`
}

// envelope is the manifest with its own checksum.
type envelope struct {
	Manifest json.RawMessage `json:"manifest"`
	SHA256   string          `json:"sha256"` // of the manifest's bytes
}

// outFile is a file being written, with its checksum.
type outFile struct {
	f    *os.File
	w    *bufio.Writer
	sum  hash.Hash
	size uint64
}

func createFile(dir, name string) (*outFile, error) {
	f, err := durable.MkFile(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	return &outFile{f: f, w: bufio.NewWriterSize(io.MultiWriter(sum, durable.Writer(f)), 256<<10), sum: sum}, nil
}

func (o *outFile) Write(b []byte) (int, error) {
	o.size += uint64(len(b))
	return o.w.Write(b)
}

// finish flushes, syncs and closes the file.
func (o *outFile) finish() (fileSummary, error) {
	err := o.w.Flush()
	if err == nil {
		err = durable.SyncFile(o.f)
	}
	if err = errors.Join(err, o.f.Close()); err != nil {
		return fileSummary{}, err
	}
	return fileSummary{o.size, hex.EncodeToString(o.sum.Sum(nil))}, nil
}

func writeManifest(dir string, m *manifest) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	out, err := json.Marshal(envelope{body, hex.EncodeToString(sum[:])})
	if err != nil {
		return err
	}
	o, err := createFile(dir, manifestName)
	if err != nil {
		return err
	}
	if _, err := o.Write(append(out, '\n')); err != nil {
		return errors.Join(err, o.f.Close())
	}
	if _, err = o.finish(); err != nil {
		return err
	}
	return durable.SyncDir(dir)
}

// maxManifest bounds what is read as a manifest.
const maxManifest = 16 << 20

func readManifest(dir string) (*manifest, error) {
	f, err := os.Open(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxManifest))
	if err != nil {
		return nil, err
	}
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", manifestName, err)
	}
	if sum := sha256.Sum256(e.Manifest); hex.EncodeToString(sum[:]) != e.SHA256 {
		return nil, fmt.Errorf("%s is damaged: its checksum does not match", manifestName)
	}
	var made struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(e.Manifest, &made); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", manifestName, err)
	}
	switch made.Version {
	case formatVersion:
	case 1:
		return nil, errors.New("the dataset was made before contact groups: import it again")
	default:
		return nil, fmt.Errorf("%s has version %d: this program reads version %d", manifestName, made.Version, formatVersion)
	}
	m := &manifest{}
	if err := json.Unmarshal(e.Manifest, m); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", manifestName, err)
	}
	return m, nil
}

// verify compares a file with what the manifest says.
func (s fileSummary) verify(dir, name string) error {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if uint64(info.Size()) != s.Size {
		return fmt.Errorf("%s has %d bytes: want %d; it is damaged or incomplete", name, info.Size(), s.Size)
	}
	h := sha256.New()
	if _, err := io.CopyBuffer(h, f, make([]byte, 1<<20)); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != s.SHA256 {
		return fmt.Errorf("%s is damaged: its checksum does not match", name)
	}
	return nil
}
