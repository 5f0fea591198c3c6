package dataset

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"
)

const compZip = "zip"

// readZip makes t the table in a workbook or in the only file of an archive.
func (t *Table) readZip(r io.ReaderAt, size int64, cfg TableConfig) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return errors.New("this is not a workbook or a zip archive, or it is damaged or cut short")
	}
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	parts := map[string]*zip.File{}
	var files []*zip.File
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return errors.New("this archive is encrypted: unpack it first")
		}
		parts[strings.ToLower(f.Name)] = f
		if base := path.Base(f.Name); !strings.HasSuffix(f.Name, "/") && !strings.HasPrefix(f.Name, "__MACOSX/") && base != ".DS_Store" && base != "Thumbs.db" {
			files = append(files, f)
		}
	}
	switch {
	case parts["xl/workbook.bin"] != nil:
		return errors.New("this is a binary Excel workbook (.xlsb): save it as .xlsx or CSV UTF-8")
	case parts["[content_types].xml"] != nil:
		return t.readWorkbook(parts, cfg)
	case parts["mimetype"] != nil && parts["content.xml"] != nil:
		return errors.New("this is an OpenDocument file (.ods): save it as .xlsx or CSV UTF-8")
	case parts["index/document.iwa"] != nil:
		return errors.New("this is an Apple Numbers document: export it as .xlsx or CSV UTF-8")
	case cfg.Format == XLSX:
		return errors.New("this is a zip archive, not a workbook")
	case len(files) != 1:
		return fmt.Errorf("this is a zip archive with %d files: unpack it and name one of them", len(files))
	case t.source.Compression == compZip:
		return errors.New("this is a zip archive in a zip archive: unpack it first")
	}
	in, err := openPart(files[0], cfg.MaxRatio)
	if err != nil {
		return err
	}
	t.closers = append(t.closers, in)
	t.source.Compression = compZip
	return t.readStream(bufio.NewReaderSize(in, 64<<10), path.Base(files[0].Name), cfg)
}

// part is an open file of an archive.
type part struct {
	io.Reader
	io.Closer
}

// openPart opens a file of an archive. Its size is limited like that of other compressed files.
func openPart(f *zip.File, maxRatio int) (part, error) {
	in, err := f.Open()
	if err != nil {
		return part{}, errors.New("the archive is damaged, or compressed in a way that is not supported: save it again")
	}
	guard := &bombGuard{in: &countingReader{n: f.CompressedSize64}, out: in, ratio: uint64(cmp.Or(max(maxRatio, 0), defaultMaxRatio))}
	return part{guard, in}, nil
}

// oleMagic begins the files that Microsoft Office wrote until 2007, and those that it encrypts.
const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// oleError says what such a file is, judging by its directory.
func oleError(r io.ReaderAt, size int64) error {
	header := make([]byte, 52)
	directory := make([]byte, 4096)
	n := 0
	if _, err := r.ReadAt(header, 0); err == nil {
		shift := min(header[30], 12)
		sector := int64(header[48]) | int64(header[49])<<8 | int64(header[50])<<16 | int64(header[51])<<24
		n, _ = r.ReadAt(directory, (sector+1)<<shift)
	}
	has := func(name string) bool {
		wide := make([]byte, 0, 2*len(name))
		for _, c := range []byte(name) {
			wide = append(wide, c, 0)
		}
		return bytes.Contains(directory[:n], wide)
	}
	switch {
	case has("EncryptedPackage"):
		return errors.New("this workbook is protected with a password: open it and save it without one")
	case has("Workbook"), has("Book"):
		return errors.New("this is an old Excel workbook (.xls): save it as .xlsx or CSV UTF-8")
	}
	return errors.New("this is an old or encrypted Microsoft Office file: save it as .xlsx, without a password, or as CSV UTF-8")
}
