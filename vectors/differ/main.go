// Command differ compares this module with another implementation on cases that nobody thought of: it writes cases with
// its own answers, one JSON object a line, or reads such lines and says where it would answer otherwise.
//
//	go run ./vectors/differ -write 1000 -seed 7 | other-implementation
//	other-implementation | go run ./vectors/differ -check
//
// Cases are vectors, changed at random, and signed again by their log if they are signed. Under which code a text is left out is not compared (SPEC.md §4.1).
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// Case is one question, with an answer. Bytes are in hexadecimal. Context is as in context.json.
type Case struct {
	Op      string          `json:"op"` // normalise, key, element, context, tag, or the step of a vector
	Profile string          `json:"profile,omitempty"`
	Type    string          `json:"type,omitempty"`
	Region  string          `json:"region,omitempty"`
	Text    string          `json:"text,omitempty"`
	Suite   string          `json:"suite,omitempty"`
	Key     string          `json:"key,omitempty"`
	Element string          `json:"element,omitempty"`
	Digest  string          `json:"digest,omitempty"`
	Context json.RawMessage `json:"context,omitempty"`
	Vector  json.RawMessage `json:"vector,omitempty"` // without its outcome

	// Answer is what comes out: a normal form in hexadecimal, an element, a digest, a tag; numbers; "ok"; or why nothing does.
	Answer string `json:"answer"`
}

func main() {
	write := flag.Int("write", 0, "write so many cases")
	seed := flag.Uint64("seed", 1, "of the cases that are written")
	check := flag.Bool("check", false, "check the cases on standard input")
	flag.Parse()
	if err := run(*write, *seed, *check, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "differ:", err)
		os.Exit(1)
	}
}

func run(write int, seed uint64, check bool, in io.Reader, out io.Writer) error {
	if check == (write > 0) {
		return errors.New("want -write N or -check")
	}
	if check {
		return compare(in, out)
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	m, err := newMaker(seed)
	if err != nil {
		return err
	}
	for range write {
		c, err := m.next()
		if err != nil {
			return err
		}
		if c.Answer, err = answer(c); err != nil {
			return err
		}
		if err := enc.Encode(c); err != nil {
			return err
		}
	}
	return w.Flush()
}

// compare answers what is on in, and prints what differs.
func compare(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	n, differ := 0, 0
	for ; lines.Scan(); n++ {
		c := new(Case)
		if err := json.Unmarshal(lines.Bytes(), c); err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		own, err := answer(c)
		if err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		if own != c.Answer && !excused(c, own) {
			differ++
			fmt.Fprintf(out, "own answer %s: %s\n", own, lines.Bytes())
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d cases, %d differ\n", n, differ)
	if n == 0 || differ > 0 {
		return fmt.Errorf("%d of %d cases differ", differ, n)
	}
	return nil
}

// refused is the answer to a text without a normal form.
const refused = "left out"

// excused says whether both may be right. Numbering plans of two versions differ in which numbers there are, and only
// in that.
func excused(c *Case, own string) bool {
	if c.Op == "malformed" { // of several faults either may be named
		return own != "ok" && c.Answer != "ok"
	}
	return c.Op == "normalise" && c.Type == "phone" && (own == refused || c.Answer == refused)
}
