package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// count lets the command psi count a list in a slice of the set, at a platform that has nothing but the slice, and no
// ledger, no clients and no sentinels.
func count(groups, rows uint64) error {
	dir, err := os.MkdirTemp("", "scale-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bin := filepath.Join(dir, "psi")
	if err := command("..", "go", "build", "-o", bin, "./cmd/psi").Run(); err != nil {
		return err
	}
	e, allotted, err := sliced(groups)
	if err != nil {
		return err
	}
	listed, err := e.writeList(filepath.Join(dir, "list.csv"), rows)
	if err != nil {
		return err
	}
	p := &synthetic{epoch: e, allotted: allotted, opened: time.Now()}
	conn, stop := overTLS(p.handler())
	defer stop()
	text, err := conn.Encode()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "acme.json"), text, 0o600); err != nil {
		return err
	}

	run := command(dir, bin, "count", "-c", "acme.json", "--state", "state", "--dataset", "users", "--slice", "1/1024", "--json", "list.csv")
	var out bytes.Buffer
	run.Stdout = io.MultiWriter(&out, os.Stdout)
	began := time.Now()
	if err := run.Run(); err != nil {
		return err
	}
	fmt.Printf("psi count --slice 1/1024, of %d rows: %s\n", rows, usage(run, time.Since(began)))
	var answer struct {
		List     struct{ Used, Sent uint64 }
		Slice    string
		Charged  string
		Bytes    struct{ Up, Down uint64 }
		Released struct {
			Value    int64
			People   uint64
			Interval struct{ Low, High uint64 } `json:"interval_95"`
		}
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		return err
	}
	r := &answer.Released
	fmt.Printf("list: %d identifiers, %d elements with padding; %d bytes up, %d down\n", answer.List.Used, answer.List.Sent, answer.Bytes.Up, answer.Bytes.Down)
	fmt.Printf("slice: %d matches, released as %d, charged ε %s: %d people, 95 %% interval %d to %d; the truth is %d\n",
		p.hits, r.Value, answer.Charged, r.People, r.Interval.Low, r.Interval.High, len(listed))
	if truth := e.truth(listed); p.hits != truth {
		return fmt.Errorf("%d groups match in the slice, but the truth is %d", p.hits, truth)
	}
	return nil
}

// writeList writes the list as a file of digests, which are the match keys.
func (e *epoch) writeList(path string, rows uint64) (listed map[place]bool, err error) {
	return listed, write(path, func(w *bufio.Writer) {
		fmt.Fprintln(w, "email_sha256,phone_sha256")
		listed = e.rows(rows, func(row []psi.Item) {
			var cells [2]string
			for _, x := range row {
				cells[x.Type] = hex.EncodeToString(x.Key[:])
			}
			fmt.Fprintf(w, "%s,%s\n", cells[0], cells[1])
		})
	})
}
