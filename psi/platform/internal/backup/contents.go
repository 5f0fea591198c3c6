package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
)

// What a backup's folder holds.
const (
	contentsFile = "backup.json"
	dataFolder   = "data"
)

func dataIn(dir string) string { return filepath.Join(dir, dataFolder) }

// format is the number of this layout.
const format = 1

// Contents says what a backup holds.
type Contents struct {
	Format   int       `json:"format"`
	Made     time.Time `json:"made"`
	Platform string    `json:"platform"`
	Ledger   struct {
		Origin string `json:"origin"`
		Size   int64  `json:"size"` // entries
		Root   string `json:"root"` // base64
	} `json:"ledger"`
	Sealed  bool     `json:"sealed"`            // keys of datasets, persons and sessions are; never the ledger's
	Files   []File   `json:"files"`             // of the data directory
	Skipped []string `json:"skipped,omitempty"` // what was in the data directory, is not the platform's, and was not copied
}

// File is a file of a backup.
type File struct {
	Name   string     `json:"name"` // with slashes, from the data directory
	Size   int64      `json:"size"`
	SHA256 psi.Digest `json:"sha256"`
}

// Bytes is the size of all files.
func (c *Contents) Bytes() (n int64) {
	for _, f := range c.Files {
		n += f.Size
	}
	return n
}

func (c *Contents) write(dir string) error {
	b, err := json.MarshalIndent(c, "", "  ")
	if err == nil {
		err = durable.WriteFile(filepath.Join(dir, contentsFile), append(b, '\n'))
	}
	if err == nil {
		err = durable.SyncDir(dir)
	}
	return err
}

// read reads what a backup says of itself.
func read(dir string) (*Contents, error) {
	b, err := os.ReadFile(filepath.Join(dir, contentsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not a backup: it has no %s", dir, contentsFile)
	}
	if err != nil {
		return nil, err
	}
	c := new(Contents)
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(c); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, contentsFile), err)
	}
	if c.Format != format {
		return nil, fmt.Errorf("%s has format %d, and this program reads %d: use the release that wrote it, or a newer one", dir, c.Format, format)
	}
	for _, f := range c.Files {
		if !fs.ValidPath(f.Name) || !filepath.IsLocal(filepath.FromSlash(f.Name)) {
			return nil, fmt.Errorf("%s names a file outside the data directory", filepath.Join(dir, contentsFile))
		}
	}
	return c, nil
}

// list reads all files of a data directory.
func list(ctx context.Context, dir string) (all []File, err error) {
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		x, err := sum(path)
		x.Name = filepath.ToSlash(rel)
		all = append(all, x)
		return err
	})
	slices.SortFunc(all, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return all, err
}

func sum(path string) (x File, err error) {
	f, err := os.Open(path)
	if err != nil {
		return x, err
	}
	defer f.Close()
	h := sha256.New()
	x.Size, err = io.Copy(h, f)
	x.SHA256 = psi.Digest(h.Sum(nil))
	return x, err
}

// checkFiles reads the files of a data directory, and compares them with those of the backup.
func (c *Contents) checkFiles(ctx context.Context, data string) error {
	there, err := list(ctx, data)
	if err != nil {
		return err
	}
	for i := range max(len(there), len(c.Files)) {
		switch {
		case i >= len(there) || i < len(c.Files) && there[i].Name > c.Files[i].Name:
			return fmt.Errorf("%s lacks %s", data, c.Files[i].Name)
		case i >= len(c.Files) || there[i].Name < c.Files[i].Name:
			return fmt.Errorf("%s has a file that the backup does not name: %.200q", data, there[i].Name)
		case there[i] != c.Files[i]:
			return fmt.Errorf("%s is damaged", filepath.Join(data, filepath.FromSlash(there[i].Name)))
		}
	}
	return nil
}

// check reads all of a backup: its files are what it says, and its ledger verifies.
func (c *Contents) check(ctx context.Context, dir string, verify Verify) error {
	if err := c.checkFiles(ctx, dataIn(dir)); err != nil {
		return err
	}
	head, err := verify(ctx, dataIn(dir))
	if err != nil {
		return fmt.Errorf("the ledger in the backup: %w", err)
	}
	if head.Origin != c.Ledger.Origin || head.Size != c.Ledger.Size || head.Hash.String() != c.Ledger.Root {
		return fmt.Errorf("the ledger in %s is not the one that its %s names", dir, contentsFile)
	}
	return nil
}
