// Package runs reads what a job on a platform's own engine has made of a table: Parquet files in sorted runs, and a
// manifest that is written last and names each with its size and SHA-256.
//
// A folder of runs is
//
//	manifest.json  what there is
//	rows/          what became of each row, and a report of each part of the table
//	withheld/      records that are not taken up because of what other rows of their users say
//	owners/        masked elements with whose they are
//	too_large/     of these, those that join too much
//	slots/         elements by contact group
//
// Their columns are those of dataset.RunRow and its like. The runs of an epoch are in one folder, set, with columns as in
// EpochRow. Files of one folder follow each other by the numbers in their names, as engines give them: first that of
// the part, then that of the file of a part that has several, part-00017-…-c002.snappy.parquet.
package runs

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// ManifestName is the file that is written last. Without it there are no runs.
const ManifestName = "manifest.json"

// Version is that of the folder's layout.
const Version = 1

const maxManifest = 256 << 20

// Manifest says what a folder of runs holds.
type Manifest struct {
	Version int    `json:"version"`
	Job     string `json:"job"` // digest of the job's public part, in hexadecimal
	Files   []File `json:"files"`
	Saved   uint64 `json:"saved"` // see dataset.PartValue
	Lost    uint64 `json:"lost"`
}

// File is a file of runs.
type File struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`

	part, chunk int
}

// Set is an open folder of runs. It implements dataset.Runs.
type Set struct {
	dir      string
	manifest Manifest
	files    map[string][]File // by folder, in order
}

var fileName = regexp.MustCompile(`^(rows|withheld|owners|too_large|slots|set)/part-([0-9]{1,9})(?:-[0-9A-Za-z_-]*?)?(?:[-.]c([0-9]{1,6}))?(?:\.[0-9a-z]+)*\.parquet$`)

// Open opens a folder of runs. It reads every file once, and fails if one is damaged, truncated or missing.
func Open(dir string) (*Set, error) {
	f, err := os.Open(filepath.Join(dir, ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s has no %s: the job has not finished, or these are not its runs", dir, ManifestName)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := ReadManifest(f)
	if err != nil {
		return nil, err
	}
	s := &Set{dir: dir, manifest: *m, files: map[string][]File{}}
	for _, f := range s.manifest.Files {
		m := fileName.FindStringSubmatch(f.Path)
		f.part, _ = strconv.Atoi(m[2])
		f.chunk, _ = strconv.Atoi(cmp.Or(m[3], "0"))
		if err := f.verify(dir); err != nil {
			return nil, err
		}
		s.files[m[1]] = append(s.files[m[1]], f)
	}
	for folder, files := range s.files {
		slices.SortFunc(files, func(a, b File) int { return cmp.Or(cmp.Compare(a.part, b.part), cmp.Compare(a.chunk, b.chunk)) })
		for i := 1; i < len(files); i++ {
			if files[i].part == files[i-1].part && files[i].chunk == files[i-1].chunk {
				return nil, fmt.Errorf("%s: part %d is there twice", folder, files[i].part)
			}
		}
	}
	return s, nil
}

// ReadManifest reads a manifest, whose files are all in the folder of the runs.
func ReadManifest(r io.Reader) (*Manifest, error) {
	m := new(Manifest)
	d := json.NewDecoder(io.LimitReader(r, maxManifest))
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("%s: %w", ManifestName, err)
	}
	if m.Version != Version {
		return nil, fmt.Errorf("%s has version %d: this program reads version %d", ManifestName, m.Version, Version)
	}
	for _, f := range m.Files {
		if !fileName.MatchString(f.Path) || f.Size < 0 {
			return nil, fmt.Errorf("%s names %.100q, which is no file of runs", ManifestName, f.Path)
		}
	}
	return m, nil
}

// Job is the digest of the job that made the runs.
func (s *Set) Job() string { return s.manifest.Job }

// Overlaps implements dataset.Runs.
func (s *Set) Overlaps() (saved, lost uint64) { return s.manifest.Saved, s.manifest.Lost }

// verify compares a file with what the manifest says.
func (f *File) verify(dir string) error {
	in, err := os.Open(filepath.Join(dir, filepath.FromSlash(f.Path)))
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if info.Size() != f.Size {
		return fmt.Errorf("%s has %d bytes: want %d; it is damaged or incomplete", f.Path, info.Size(), f.Size)
	}
	h := sha256.New()
	if _, err := io.CopyBuffer(h, in, make([]byte, 1<<20)); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != f.SHA256 {
		return fmt.Errorf("%s is damaged: its checksum does not match", f.Path)
	}
	return nil
}
