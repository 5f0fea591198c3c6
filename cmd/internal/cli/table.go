package cli

import (
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/spf13/cobra"
)

// TableFlags are the flags about the file that a command reads.
type TableFlags struct {
	format    string
	delimiter string
	noHeader  bool
	columns   []string
	region    string
	sheet     string
	encoding  string
}

// TableFormats is the paragraph about files in the help texts.
const TableFormats = `FILE is CSV (with ',', ';', tab or '|'), TSV, TXT (one identifier a line), NDJSON,
JSON (an array of objects), Excel's XLSX or Parquet, also compressed with gzip,
Zstandard or as the only file of a zip archive, or - for standard input. What it is
is told by its content, and for texts by the name too. A field within a JSON object
or a Parquet group is a column with its path as header: traits.email,
emails[].value. Columns are recognised by the headers that Google, Meta, X, TikTok
and LiveRamp use; --map names the others. Columns of SHA-256 hashes (email_sha256,
phone_sha256) mix with plain ones.`

// Register adds the flags to c.
func (f *TableFlags) Register(c *cobra.Command) {
	fs := c.Flags()
	fs.StringArrayVar(&f.columns, "map", nil, "use a column as a role: HEADER=email, '#3=phone', HEADER=ignore (repeatable)")
	fs.StringVar(&f.region, "default-region", "", "country of phone numbers without a country code, such as GB (default: such numbers are rejected)")
	fs.StringVar(&f.format, "format", "", "csv, tsv, txt, ndjson, json, xlsx or parquet (default: by content and name)")
	fs.StringVar(&f.delimiter, "delimiter", "", "of CSV: one character, or tab (default: by the header)")
	fs.StringVar(&f.encoding, "encoding", "", "of text, such as windows-1252 or utf-16le (default: by byte order mark and content)")
	fs.StringVar(&f.sheet, "sheet", "", "of a workbook, by name or number (default: the first that is not hidden)")
	fs.BoolVar(&f.noHeader, "no-header", false, "the first line is data; columns are then #1, #2 and so on")
}

// Open opens the table at path; "-" is stdin.
func (f *TableFlags) Open(path string, stdin io.Reader) (*dataset.Table, error) {
	cfg := dataset.TableConfig{Format: dataset.Format(f.format), NoHeader: f.noHeader, Encoding: f.encoding, Sheet: f.sheet, Stdin: stdin}
	switch {
	case f.delimiter == "tab":
		cfg.Delimiter = '\t'
	case len(f.delimiter) == 1:
		cfg.Delimiter = f.delimiter[0]
	case f.delimiter != "":
		return nil, Usagef("--delimiter: want one ASCII character, or tab")
	}
	return dataset.OpenTable(path, cfg)
}

// Columns returns what --map says.
func (f *TableFlags) Columns() (map[string]dataset.Role, error) {
	if len(f.columns) == 0 {
		return nil, nil
	}
	m := map[string]dataset.Role{}
	for _, s := range f.columns {
		header, role, err := dataset.ParseMapping(s)
		if err != nil {
			return nil, Usagef("--map: %w", err)
		}
		m[header] = role
	}
	return m, nil
}

// Region returns what --default-region says, or "".
func (f *TableFlags) Region() (string, error) {
	if f.region == "" {
		return "", nil
	}
	r, err := identity.ParseRegion(f.region)
	if err != nil {
		return "", Usagef("--default-region: %w", err)
	}
	return r, nil
}

// List returns how an advertiser's list is read.
func (f *TableFlags) List(t identity.Type, p identity.Profile) (dataset.ListConfig, error) {
	cfg := dataset.ListConfig{Type: t, Profile: p}
	var err error
	if cfg.Map, err = f.Columns(); err != nil {
		return cfg, err
	}
	cfg.Region, err = f.Region()
	return cfg, err
}

// PrintColumns says what the columns are used as, and what was found in the file.
func PrintColumns(w io.Writer, s dataset.Source, columns []dataset.Column) {
	fmt.Fprintf(w, "  format      %s%s\n", s.Format, map[bool]string{true: ", " + s.Compression}[s.Compression != ""])
	if s.Sheet != "" {
		fmt.Fprintf(w, "  sheet       %q\n", s.Sheet)
	}
	if s.Encoding != "" {
		fmt.Fprintf(w, "  encoding    %s\n", s.Encoding)
	}
	for _, note := range s.Notes {
		fmt.Fprintf(w, "              %s\n", note)
	}
	for _, c := range columns {
		fmt.Fprintf(w, "  column %-4d %q as %s\n", c.Number, c.Header, c.Role)
	}
}
