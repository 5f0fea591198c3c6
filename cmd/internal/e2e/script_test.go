//go:build unix

package e2e

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts of testdata, each against a data directory of its own. Beside
// testscript's own commands there are
//
//	platform [FLAG…]     serve $WORK/data with the least floors, a client acme, and $ADDR
//	stop                 stop that server by SIGTERM
//	code N PROGRAM ARG…  run a program that must exit with N
//	onejson KEY…         standard output was one JSON object with exactly these keys
//	make WHAT FILE       make a file that no script could hold
//	says TEXT            the server's log holds TEXT
//	capture NAME REGEXP  set $NAME to what the parenthesis matches in standard output
//	watch FOLDER         remember all that is in a folder, once it rests
//	same FOLDER          nothing in it has changed since: no name, size, time or byte
//	contacts USER        write the user's e-mail and phone, in other spellings, to email.txt and phone.txt
func TestScripts(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
			e.Setenv("YEAR", time.Now().UTC().Format("2006"))
			e.Setenv("EMAILS", strconv.Itoa(truth.Emails))
			e.Setenv("PHONES", strconv.Itoa(truth.Phones))
			e.Setenv("PEOPLE", strconv.Itoa(truth.People))
			e.Setenv("MATCHED", truth.Matched)
			e.Setenv("SECURITY", truth.Security)
			e.Setenv("UNLISTED", truth.Unlisted)
			e.Values["platform"] = new(*platform)
			if err := os.Mkdir(filepath.Join(e.WorkDir, "tmp"), 0o700); err != nil {
				return err
			}
			return copyShared(e.WorkDir)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"platform": func(ts *testscript.TestScript, _ bool, args []string) {
				p, err := serve(ts.Getenv("WORK"), ts.Getenv("ADDR"), args...)
				ts.Check(err)
				ts.Defer(p.kill)
				*ts.Value("platform").(**platform) = p
				ts.Setenv("ADDR", p.addr)
				if _, err := os.Stat(ts.MkAbs("acme.json")); errors.Is(err, os.ErrNotExist) {
					ts.Check(addClient(ts.Getenv("WORK"), "acme", p.addr))
				}
			},
			"stop": func(ts *testscript.TestScript, _ bool, _ []string) {
				ts.Check((*ts.Value("platform").(**platform)).stop())
			},
			"says": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check((*ts.Value("platform").(**platform)).said(args[0]))
			},
			"code":     code,
			"onejson":  oneJSON,
			"make":     makeFile,
			"capture":  capture,
			"contacts": contacts,
			"watch":    comesToRest,
			"same":     same,
		},
	})
}

func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		got = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	// What holds for every run: an error is told on standard error, in one line
	// of its own program, and nothing is on standard output beside it, except with --json.
	stdout, stderr := ts.ReadFile("stdout"), price.ReplaceAllString(ts.ReadFile("stderr"), "")
	// Of an import that was stopped, or of a session of which another output could not be written.
	report := got == 3 && args[1] == "psi-server" || got == 1 && strings.Contains(stderr, "with psi result")
	report = report || slices.Contains(args, "--json") // then the error is there as well
	if got != 0 && ((stdout != "") != report || !strings.HasPrefix(stderr, args[1])) {
		ts.Fatalf("an error comes with standard output %q and standard error %q", stdout, stderr)
	}
	if lines := strings.Count(stderr, "\n"); got != 0 && (got == 2 && lines != 2 || got != 2 && lines != 1) {
		ts.Fatalf("standard error has %d lines", lines)
	}
	if strings.Contains(stderr, "@") || longHex.MatchString(stderr) {
		ts.Fatalf("an identifier, or what looks like a key or a digest, in an error")
	}
	left, err := filepath.Glob(filepath.Join(ts.Getenv("WORK"), "tmp", "*"))
	ts.Check(err)
	if hidden, _ := filepath.Glob(filepath.Join(ts.Getenv("WORK"), ".blindmatch-*")); got != 0 && len(left)+len(hidden) > 0 {
		ts.Fatalf("files are left: %v %v", left, hidden)
	}
}

// price is the line that says what a session will cost. It comes before whatever happens then.
var price = regexp.MustCompile(`(?m)^psi [a-z ]+: (this costs|exact numbers, by contract).*\n`)

var longHex = regexp.MustCompile(`[0-9a-f]{24,}`)

func oneJSON(ts *testscript.TestScript, _ bool, keys []string) {
	d := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	var v map[string]any
	ts.Check(d.Decode(&v))
	if err := d.Decode(new(any)); err != io.EOF {
		ts.Fatalf("more than one value on standard output: %v", err)
	}
	var got []string
	var walk func(prefix string, v map[string]any)
	walk = func(prefix string, v map[string]any) {
		for k, x := range v {
			if m, ok := x.(map[string]any); ok {
				walk(prefix+k+".", m)
			} else {
				got = append(got, prefix+k)
			}
		}
	}
	walk("", v)
	slices.Sort(got)
	slices.Sort(keys)
	if !slices.Equal(got, keys) {
		ts.Fatalf("keys %q, want %q", got, keys)
	}
}

func capture(ts *testscript.TestScript, _ bool, args []string) {
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("no %q in standard output", args[1])
	}
	ts.Setenv(args[0], m[1])
}

func contacts(ts *testscript.TestScript, _ bool, args []string) {
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile("users.csv"))).ReadAll()
	ts.Check(err)
	i := slices.IndexFunc(rows, func(row []string) bool { return row[0] == args[0] })
	if i < 0 || len(rows[i][2]) < 6 {
		ts.Fatalf("user %s is not there, or has no phone", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs("email.txt"), []byte("  "+strings.ToUpper(rows[i][1])+"\r\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("phone.txt"), []byte("0151 / "+rows[i][2][6:]+"\n"), 0o600))
}

func makeFile(ts *testscript.TestScript, _ bool, args []string) {
	var b []byte
	switch args[0] {
	case "utf16":
		for _, c := range "email\r\nanna@mail.example\r\nben@mail.example\r\n" {
			b = append(b, byte(c), 0)
		}
	case "latin1":
		b = []byte("email\n")
		for i := range 120 {
			b = fmt.Appendf(b, "m\xfcller%d@mail.example\n", i)
		}
	case "halves": // in two encodings
		b = append([]byte("email\nm\xfcller@mail.example\n"), strings.Repeat("anna@mail.example\n", 1<<17)...)
		b = append(b, "müller@mail.example\n"...)
	case "longline":
		b = append([]byte("email\nanna@mail.example\n"), bytes.Repeat([]byte("x"), 1<<20+1)...)
	case "gzip":
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		_, err := z.Write([]byte("email\nanna@mail.example\n"))
		ts.Check(errors.Join(err, z.Close()))
		b = out.Bytes()
	case "workbook": // with a cover sheet
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, part := range [][2]string{
			{"[Content_Types].xml", `<Types/>`},
			{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="Info" r:id="r1"/><sheet name="Kontakte 2026" r:id="r2"/></sheets></workbook>`},
			{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="/worksheet" Target="s1.xml"/><Relationship Id="r2" Type="/worksheet" Target="s2.xml"/></Relationships>`},
			{"xl/s1.xml", `<worksheet><sheetData><row><c t="inlineStr"><is><t>Kundenexport</t></is></c></row></sheetData></worksheet>`},
			{"xl/s2.xml", `<worksheet><sheetData><row><c t="inlineStr"><is><t>E-Mail</t></is></c></row><row><c t="inlineStr"><is><t>anna@mail</t></is></c></row></sheetData></worksheet>`},
		} {
			w, err := z.Create(part[0])
			ts.Check(err)
			_, err = io.WriteString(w, part[1])
			ts.Check(err)
		}
		ts.Check(z.Close())
		b = out.Bytes()
	case "foreign": // as many rows as would do, of nobody
		b = []byte("email\n")
		for i := range 150 {
			b = fmt.Appendf(b, "nobody%d@elsewhere.example\n", i)
		}
	case "people": // 50,000 users of a platform
		b = []byte("user_id,email,collection_context,opted_out,deleted,expires_at,updated_at\n")
		for i := range 50_000 {
			b = fmt.Appendf(b, "u%d,person%d@mail.example,newsletter,,,,2026-05-01\n", i, i)
		}
	case "over": // the same, all of them too late
		b = []byte("user_id,email,collection_context,expires_at\n")
		for i := range 50_000 {
			b = fmt.Appendf(b, "u%d,person%d@mail.example,newsletter,2025-01-01\n", i, i)
		}
	case "sharing": // an address of 700 users, one of 31, twelve of 5
		b = []byte("user_id,email,collection_context\n")
		for i, n := range append([]int{700, 31}, slices.Repeat([]int{5}, 12)...) {
			for k := range n {
				b = fmt.Appendf(b, "u%d-%d,shared%d@mail.example,newsletter\n", i, k, i)
			}
		}
	case "unclosed":
		b = []byte("email,name\n")
		for i := range 150 {
			b = fmt.Appendf(b, "nobody%d@elsewhere.example,x\n", i)
		}
		b = append(b, "anna@mail.example,\"Anna\nben@mail.example,Ben\n"...)
	default:
		ts.Fatalf("make what?")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b, 0o600))
}
