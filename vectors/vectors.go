// Package vectors checks Blindmatch's test vectors against this module's own code. The files, and the program in
// another language that makes them, are described in README.md.
package vectors

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

//go:embed *.json SHA256SUMS rfc9380 rfc9496 rfc9497
var embedded embed.FS

// Embedded returns the files that were compiled in.
func Embedded() fs.FS { return embedded }

// Format marks a file of vectors and its version.
const Format = "blindmatch-vectors-v1"

// sumsFile names the SHA-256 of every other file, as sha256sum writes it.
const sumsFile = "SHA256SUMS"

// Result is the result of checking one file.
type Result struct {
	File     string    `json:"file"`
	Vectors  int       `json:"vectors"`        // that were checked, including failures
	Note     string    `json:"note,omitempty"` // what was not checked, and why
	Failures []Failure `json:"failures"`
}

// Failure is one vector that this module's code disagrees with.
type Failure struct {
	Vector string `json:"vector"` // position, and name if it has one; "" for the file as a whole
	Reason string `json:"reason"`
}

func (r *Result) fail(vector string, format string, args ...any) {
	r.Failures = append(r.Failures, Failure{vector, fmt.Sprintf(format, args...)})
}

// ErrNoVectors says that there is nothing to check.
var ErrNoVectors = errors.New("no vector file: want files *.json of format " + Format)

// Check runs all vectors of fsys: every file *.json in its root, and the RFCs' vectors in the folders that are there.
// Where there is a file SHA256SUMS, all files must match it. It fails only if fsys can't be read or has no vectors.
// What is wrong with the vectors is in the results, one for each file, sorted by name.
func Check(fsys fs.FS) ([]Result, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, err
	}
	rfcs, err := fs.Glob(fsys, "rfc*/*.json")
	if err != nil {
		return nil, err
	}
	sums, err := readSums(fsys)
	if err != nil {
		return nil, err
	}
	names = append(names, rfcs...)
	if len(names) == 0 {
		return nil, ErrNoVectors
	}
	for name := range sums {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	results := make([]Result, len(names))
	for i, name := range names {
		results[i] = checkFile(fsys, name, sums)
	}
	return results, nil
}

// readSums returns nil if there is no SHA256SUMS.
func readSums(fsys fs.FS) (map[string]string, error) {
	b, err := fs.ReadFile(fsys, sumsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		sum, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok || !fs.ValidPath(name) || len(sum) != 2*sha256.Size {
			return nil, fmt.Errorf("%s: line %d: want SHA-256, two spaces, file name", sumsFile, len(sums)+1)
		}
		sums[name] = sum
	}
	return sums, nil
}

func checkFile(fsys fs.FS, name string, sums map[string]string) Result {
	r := Result{File: name, Failures: []Failure{}}
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		r.fail("", "%v", err)
		return r
	}
	if sums != nil {
		sum := sha256.Sum256(b)
		switch want, ok := sums[name]; {
		case !ok:
			r.fail("", "not in %s", sumsFile)
		case want != hex.EncodeToString(sum[:]):
			r.fail("", "SHA-256 differs from the one in %s", sumsFile)
		}
	}
	if path.Dir(name) != "." {
		checkRFC(&r, b)
		return r
	}
	checkSteps(&r, b)
	return r
}

// file is what all files of vectors have in common.
type file struct {
	Format  string           `json:"format"`
	Step    string           `json:"step"`
	About   string           `json:"about"`
	Vectors []jsontext.Value `json:"vectors"`
}

// checkers has, for every step, the check of one vector.
func checkers() map[string]func(jsontext.Value) error {
	return map[string]func(jsontext.Value) error{
		"identifier": checker(identifierVector.check),
		"hash":       checker(hashVector.check),
		"mask":       checker(maskVector.check),
		"remask":     checker(remaskVector.check),
		"set":        checker(setVector.check),
		"context":    checker(contextVector.check),
		"commitment": checker(commitmentVector.check),
		"tag":        checker(tagVector.check),
		"epoch":      checker(epochVector.check),
		"count":      checker(exchangeVector.checkCount),
		"activate":   checker(exchangeVector.checkActivate),
		"blinded":    checker(exchangeVector.checkBlinded),
		"charge":     checker(chargeVector.check),
		"precision":  checker(precisionVector.check),
		"bound":      checker(boundVector.check),
		"release":    checker(releaseVector.check),
		"padding":    checker(paddingVector.check),
		"layout":     checker(layoutVector.check),
		"log":        checker(logVector.check),
		"index_tag":  checker(indexTagVector.check),
		"malformed":  checker(malformedVector.check),
		"result":     checker(resultVector.check),
		"status":     checker(statusVector.check),
		"info":       checker(infoVector.check),
		"audit":      checker(auditVector.check),
	}
}

// checker decodes a vector strictly and calls check with it.
func checker[T any](check func(T) error) func(jsontext.Value) error {
	return func(raw jsontext.Value) error {
		var v T
		if err := strict(raw, &v); err != nil {
			return err
		}
		return check(v)
	}
}

// strict decodes exactly one JSON value and refuses names that v does not have.
func strict(b []byte, v any) error {
	return json.Unmarshal(b, v, json.RejectUnknownMembers(true))
}

func checkSteps(r *Result, b []byte) {
	var f file
	if err := strict(b, &f); err != nil {
		r.fail("", "%v", err)
		return
	}
	check := checkers()[f.Step]
	switch f.Step {
	case "index_tag":
		r.Note = "by HKDF and HMAC alone; subject's own tests run its code"
	case "layout", "release":
		r.Note = "by psi's functions; disclosure's own tests run its code"
	}
	switch {
	case f.Format != Format:
		r.fail("", "format %q: want %q", f.Format, Format)
	case check == nil:
		r.fail("", "unknown step %q", f.Step)
	case len(f.Vectors) == 0:
		r.fail("", "no vectors")
	default:
		for i, raw := range f.Vectors {
			r.Vectors++
			if err := check(raw); err != nil {
				r.fail(vectorName(i, raw), "%v", err)
			}
		}
	}
}

// vectorName is a vector's position and, if it has one, its name.
func vectorName(i int, raw jsontext.Value) string {
	var v struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(raw, &v) != nil || v.Name == "" {
		return fmt.Sprintf("#%d", i)
	}
	return fmt.Sprintf("#%d %s", i, v.Name)
}

// hexBytes is bytes in lower-case hexadecimal.
type hexBytes []byte

// UnmarshalText refuses upper case.
func (h *hexBytes) UnmarshalText(text []byte) (err error) {
	if bytes.ContainsAny(text, "ABCDEF") {
		return errors.New("upper-case hex digit")
	}
	*h, err = hex.DecodeString(string(text))
	return err
}

// differ says that a computed value is not the vector's. Vectors are public, so both are shown.
func differ(what string, got, want []byte) error {
	if bytes.Equal(got, want) {
		return nil
	}
	if len(got) == len(want) && len(got) > 64 {
		i := 0
		for got[i] == want[i] {
			i++
		}
		return fmt.Errorf("%s: %d bytes differ from byte %d on", what, len(got), i)
	}
	if len(got) > 64 || len(want) > 64 {
		return fmt.Errorf("%s: computed %d bytes, the vector has %d", what, len(got), len(want))
	}
	return fmt.Errorf("%s: computed %x, the vector has %x", what, got, want)
}

// firstOf returns the first error, if any.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
