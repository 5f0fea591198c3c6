package cli

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TableFlags are the flags for the file that a command reads.
type TableFlags struct {
	format    string
	delimiter string
	noHeader  bool
	columns   []string
	region    string
	sheet     string
	encoding  string

	Plus   bool // --plus
	Strict bool // --strict

	flags *pflag.FlagSet // all of them
}

// TableFormats is the paragraph about files in the help texts.
const TableFormats = `FILE is CSV (with ',', ';', tab or '|'), TSV, TXT (one identifier per line),
NDJSON, JSON (an array of objects), Excel's XLSX or Parquet, also compressed with
gzip or Zstandard or as the only file of a zip archive, or - for standard input.
The format is recognised by the content, and for text files also by the name. A
field within a JSON object or a Parquet group is a column with its path as header:
traits.email, emails[].value; so is a key of a Parquet map, if --map names it.
Columns are recognised by their headers, in many languages and as common systems
export them; --map names the others. Columns of SHA-256 hashes (email_sha256,
phone_sha256) and plain columns can be mixed. If there are several columns of
e-mail addresses or phone numbers, all are used. A country column (ISO 3166, or a
name) is for numbers without a country code.`

// Register adds the flags to c.
func (f *TableFlags) Register(c *cobra.Command) {
	fs := f.reading()
	fs.StringVar(&f.format, "format", "", "csv, tsv, txt, ndjson, json, xlsx or parquet (default: by content and name)")
	fs.StringVar(&f.delimiter, "delimiter", "", "delimiter of a CSV file: one character, or tab (default: by the header)")
	fs.StringVar(&f.encoding, "encoding", "", "encoding of a text file, such as windows-1252 or utf-16le (default: by byte order mark and content)")
	fs.StringVar(&f.sheet, "sheet", "", "sheet of a workbook, by name or number (default: the first that is not hidden)")
	fs.BoolVar(&f.noHeader, "no-header", false, "the first line is data; columns are then #1, #2 and so on")
	f.flags = fs
	c.Flags().AddFlagSet(fs)
}

// RegisterReading adds those of the flags to c that are about columns and what is in them, for a table that is no file.
func (f *TableFlags) RegisterReading(c *cobra.Command) {
	f.flags = f.reading()
	c.Flags().AddFlagSet(f.flags)
}

func (f *TableFlags) reading() *pflag.FlagSet {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.StringArrayVar(&f.columns, "map", nil, "use a column as a role: HEADER=email, '#3=phone', HEADER=ignore (repeatable); the roles are "+roleNames())
	fs.StringVar(&f.region, "default-region", "", "country of phone numbers without a country code, such as GB (default: such numbers are rejected)")
	fs.BoolVar(&f.Plus, "plus", false, "phone numbers without + include their country code, unless they begin with 0")
	fs.BoolVar(&f.Strict, "strict", false, "reject damaged cells instead of repairing them: a leading apostrophe, =\"…\", quotes, a label such as Tel.: or mailto:, a final ; or , or .0, several values")
	return fs
}

// Given are the flags as the user gave them, for a shell's command line, each behind a space.
func (f *TableFlags) Given() string {
	var b strings.Builder
	if f.flags == nil { // not of a command line
		return ""
	}
	f.flags.VisitAll(func(flag *pflag.Flag) {
		switch v := flag.Value.(type) {
		case pflag.SliceValue:
			for _, s := range v.GetSlice() {
				b.WriteString(" --" + flag.Name + " " + ShellQuote(s))
			}
		default:
			switch s := v.String(); {
			case s == flag.DefValue:
			case v.Type() == "bool":
				b.WriteString(" --" + flag.Name)
			default:
				b.WriteString(" --" + flag.Name + " " + ShellQuote(s))
			}
		}
	})
	return b.String()
}

func roleNames() string {
	var names []string
	for _, r := range dataset.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// config says how to read the table; "-" is stdin.
func (f *TableFlags) config(stdin io.Reader) (dataset.TableConfig, error) {
	cfg := dataset.TableConfig{Format: dataset.Format(f.format), NoHeader: f.noHeader, Encoding: f.encoding, Sheet: f.sheet, Stdin: stdin}
	switch {
	case f.delimiter == "tab":
		cfg.Delimiter = '\t'
	case len(f.delimiter) == 1:
		cfg.Delimiter = f.delimiter[0]
	case f.delimiter != "":
		return cfg, Usagef("--delimiter: want one ASCII character, or tab")
	}
	return cfg, nil
}

// Open opens the table at path; "-" is stdin.
func (f *TableFlags) Open(path string, stdin io.Reader) (*dataset.Table, error) {
	cfg, err := f.config(stdin)
	if err != nil {
		return nil, err
	}
	t, err := dataset.OpenTable(path, cfg)
	return t, WithFlags(err)
}

// Columns returns the roles that --map assigns.
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

// Region returns the value of --default-region, or "".
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

// List returns the configuration for reading an advertiser's list. t is the only type that is wanted, or "".
func (f *TableFlags) List(t identity.Type, p identity.Profile) (dataset.ListConfig, error) {
	cfg := dataset.ListConfig{Type: t, Profile: p, Plus: f.Plus, Strict: f.Strict}
	var err error
	if cfg.Map, err = f.Columns(); err != nil {
		return cfg, err
	}
	cfg.Region, err = f.Region()
	return cfg, err
}

// File opens an advertiser's list at path. t is the only type that is wanted, or "", and by the column of segments, or "".
func (f *TableFlags) File(path string, stdin io.Reader, t identity.Type, by string) (*dataset.File, error) {
	table, err := f.config(stdin)
	if err != nil {
		return nil, err
	}
	list, err := f.List(t, identity.Profile{})
	if err != nil {
		return nil, err
	}
	list.By = by
	file, err := dataset.OpenFile(path, table, list)
	return file, WithFlags(err)
}

// PrintColumns says what was found in the file, and for every column whether it is used and as what.
func PrintColumns(w io.Writer, s dataset.Source, columns []dataset.Column) {
	fmt.Fprintf(w, "  format      %s%s\n", s.Format, map[bool]string{true: ", " + s.Compression}[s.Compression != ""])
	if s.Sheet != "" {
		fmt.Fprintf(w, "  sheet       %q\n", s.Sheet)
	}
	if s.Encoding != "" {
		fmt.Fprintf(w, "  encoding    %s (--encoding names another)\n", s.Encoding)
	}
	for _, note := range s.Notes {
		fmt.Fprintf(w, "              %s\n", note)
	}
	var rest []string
	for _, c := range columns {
		switch {
		case c.Used:
			fmt.Fprintf(w, "  column %-4d %q as %s\n", c.Number, c.Header, c.Role)
		case c.Note != "":
			fmt.Fprintf(w, "  column %-4d %q not used: %s\n", c.Number, c.Header, ColumnNote(c))
		case c.Header == "":
			rest = append(rest, fmt.Sprintf("#%d", c.Number))
		default:
			rest = append(rest, fmt.Sprintf("%q", c.Header))
		}
	}
	printList(w, "  not used    ", rest)
}

// ColumnNote says why a column is not used, and the flag that would use it.
func ColumnNote(c dataset.Column) string {
	if c.Map == "" {
		return c.Note
	}
	return c.Note + " (--map " + ShellQuote(c.Map) + ")"
}

// printList prints items after a label, wrapped.
func printList(w io.Writer, label string, items []string) {
	const width = 110
	line := label
	for i, item := range items {
		if i < len(items)-1 {
			item += ","
		}
		if len(line)+len(item) > width && line != label {
			fmt.Fprintln(w, strings.TrimRight(line, " "))
			line = strings.Repeat(" ", len(label))
		}
		line += item + " "
	}
	if len(items) > 0 {
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}

// PrintRejects prints a table of what was rejected and where it occurred first, in a source's unit.
func PrintRejects(w io.Writer, unit string, rejects []dataset.RejectCount) {
	for _, x := range rejects {
		fmt.Fprintf(w, "    %-20s %s: %s\n", x.Code, Count(x.Count), Hint(x))
		fmt.Fprintf(w, "    %-20s %s\n", "", Places(unit, x.First, x.Count))
	}
}

// Places lists the first places of count, in a source's unit.
func Places(unit string, first []dataset.Place, count uint64) string {
	var b strings.Builder
	b.WriteString(figures.Plural(count, unit) + " ")
	for i, p := range first {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprint(&b, p.Line)
		if p.Column > 0 {
			fmt.Fprintf(&b, " (column %d)", p.Column)
		}
	}
	if uint64(len(first)) < count {
		b.WriteString(", …")
	}
	return b.String()
}

// TableError puts a table's name before an error. To an error about columns it adds the flags that would settle it.
func TableError(name string, err error) error {
	if err == nil {
		return nil
	}
	return WithFlags(fmt.Errorf("%s: %w", name, err))
}

// WithFlags puts the flags that would probably settle an error behind it.
func WithFlags(err error) error {
	if errors.Is(err, dataset.ErrEncoding) {
		return fmt.Errorf("%w (--encoding windows-1252)", err)
	}
	e, ok := errors.AsType[*dataset.ColumnError](err)
	if !ok {
		return err
	}
	var flags strings.Builder
	for _, m := range e.Mappings {
		flags.WriteString(" --map " + ShellQuote(m))
	}
	if e.Sheet != "" {
		flags.WriteString(" --sheet " + ShellQuote(e.Sheet))
	}
	if flags.Len() == 0 {
		return err
	}
	return fmt.Errorf("%w; probably%s", err, flags.String())
}

var shellWord = regexp.MustCompile(`^[A-Za-z0-9_=.,:/-]+$`)

// ShellQuote writes s as one word of a shell's command line.
func ShellQuote(s string) string {
	if shellWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// PrintReading says how many cells were repaired. If offersPlus is set, it also says how many phone numbers --plus
// would save.
func PrintReading(w io.Writer, repaired, lacksPlus uint64, offersPlus bool) {
	if repaired > 0 {
		fmt.Fprintf(w, "  repaired    %s (apostrophe, quotes, =\"…\", Tel.:, mailto:, a final ; or , or .0); --strict rejects such cells\n", Counted(repaired, "cell"))
	}
	if offersPlus {
		fmt.Fprintf(w, "  note        %s without a + that would be valid with one: if all of them include their country code, use --plus\n", Counted(lacksPlus, "phone number"))
	}
}
