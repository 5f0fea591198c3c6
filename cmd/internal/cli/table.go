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

	Plus   bool // --plus
	Strict bool // --strict
}

// TableFormats is the paragraph about files in the help texts.
const TableFormats = `FILE is CSV (with ',', ';', tab or '|'), TSV, TXT (one identifier a line), NDJSON or
Parquet, also compressed with gzip (.gz) or Zstandard (.zst), or - for standard
input. Columns are recognised by the headers that Google, Meta, X, TikTok and
LiveRamp use; --map names the others. Columns of SHA-256 hashes (email_sha256,
phone_sha256) mix with plain ones.`

// Register adds the flags to c.
func (f *TableFlags) Register(c *cobra.Command) {
	fs := c.Flags()
	fs.StringArrayVar(&f.columns, "map", nil, "use a column as a role: HEADER=email, '#3=phone', HEADER=ignore (repeatable)")
	fs.StringVar(&f.region, "default-region", "", "country of phone numbers without a country code, such as GB (default: such numbers are rejected)")
	fs.BoolVar(&f.Plus, "plus", false, "phone numbers without + carry their country code, unless they begin with 0")
	fs.BoolVar(&f.Strict, "strict", false, "reject damaged cells instead of repairing them: a leading apostrophe, =\"…\", quotes, a final ; or , or .0")
	fs.StringVar(&f.format, "format", "", "csv, tsv, txt, ndjson or parquet (default: by name and content)")
	fs.StringVar(&f.delimiter, "delimiter", "", "of CSV: one character, or tab (default: by the first line)")
	fs.BoolVar(&f.noHeader, "no-header", false, "the first line is data; columns are then #1, #2 and so on")
}

// Open opens the table at path; "-" is stdin.
func (f *TableFlags) Open(path string, stdin io.Reader) (*dataset.Table, error) {
	cfg := dataset.TableConfig{Format: dataset.Format(f.format), NoHeader: f.noHeader, Stdin: stdin}
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
	cfg := dataset.ListConfig{Type: t, Profile: p, Plus: f.Plus, Strict: f.Strict}
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
	for _, note := range s.Notes {
		fmt.Fprintf(w, "              %s\n", note)
	}
	for _, c := range columns {
		fmt.Fprintf(w, "  column %-4d %q as %s\n", c.Number, c.Header, c.Role)
	}
}

// PrintReading says how many cells were repaired, and if offersPlus is set, that
// --plus would save phone numbers.
func PrintReading(w io.Writer, repaired, lacksPlus uint64, offersPlus bool) {
	if repaired > 0 {
		fmt.Fprintf(w, "  repaired    %s cells (apostrophe, quotes, =\"…\", a final ; or , or .0); --strict rejects them\n", Count(repaired))
	}
	if offersPlus {
		fmt.Fprintf(w, "  note        %s phone numbers lack a + and are valid with one: if all carry their country code, say --plus\n", Count(lacksPlus))
	}
}
