// Command scale writes the files of a large run of psi-server and psi, and computes from them, without any code of
// package psi, how many people match. See ../README.md.
//
//	go run ./scale files DIR    # users.csv, list.csv, policy.yaml, disclosure.yaml
//	go run ./scale truth DIR    # reads users.csv and list.csv again; with -near in less memory
//	go run ./scale run DIR      # imports, counts twice and once in a slice, asks about a person; Linux
//	go run ./scale link DIR     # imports, and counts over a line of 200 Mbit/s and 80 ms; Linux
//	go run ./scale slice        # 1/1024 of 10^8 groups
//	go run ./scale count        # the same, by the command psi; Linux
package main

import (
	"bufio"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"time"
)

func main() {
	users := flag.Int("users", 1_000_000, "users of the platform")
	rows := flag.Int("rows", 1_000_000, "rows of the list")
	groups := flag.Uint64("groups", 100_000_000, "room for groups in the set that a slice is of")
	data := flag.String("data", "", "a data directory with the dataset, of an earlier import; it is kept")
	near := flag.Bool("near", false, "keep only the users whom the list reaches, where memory doesn't do for all")
	line := line{}
	flag.Float64Var(&line.mbits, "mbits", 200, "Mbit/s of a line, each way")
	flag.DurationVar(&line.rtt, "rtt", 80*time.Millisecond, "round trip of a line")
	flag.IntVar(&line.rounds, "rounds", 3, "sessions over a line, and without one")
	flag.Parse()
	if err := run(flag.Args(), *users, *rows, *groups, *data, *near, line); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

// line is what a link is to be like.
type line struct {
	mbits  float64
	rtt    time.Duration
	rounds int
}

func run(args []string, users, rows int, groups uint64, data string, near bool, line line) error {
	switch {
	case len(args) == 2 && args[0] == "files":
		return writeFiles(args[1], users, rows)
	case len(args) == 2 && args[0] == "truth":
		t, err := readTruth(args[1], near)
		if err == nil {
			fmt.Printf("%+v\n", t)
		}
		return err
	case len(args) == 2 && args[0] == "run":
		return runs(args[1], data)
	case len(args) == 2 && args[0] == "link":
		return linked(args[1], line)
	case len(args) == 1 && args[0] == "slice":
		return slice(groups, uint64(rows))
	case len(args) == 1 && args[0] == "count":
		return count(groups, uint64(rows))
	}
	return fmt.Errorf("want files DIR, truth DIR, run DIR, link DIR, slice or count")
}

// The policies: everybody may be matched, and acme is told exact numbers, so that they can be compared.
const (
	policy = `contexts:
  signup: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`
	disclosurePolicy = `owners: {acme: {clients: [acme], noise: none, contract: "a run at scale: compared with the truth"}}
spacing: 1m
`
)

func writeFiles(dir string, users, rows int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for name, text := range map[string]string{"policy.yaml": policy, "disclosure.yaml": disclosurePolicy} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	err := write(filepath.Join(dir, "users.csv"), func(w *bufio.Writer) {
		fmt.Fprintln(w, "user_id,email,phone,email_verified,phone_verified,collection_context")
		for i := range users {
			p, verified := userOf(i), true
			switch i % 100 {
			case 1, 4, 31: // two who share a number that both have verified
				p.phone = phone(i - 1)
			case 7: // somebody else's number, not verified: it stays with the one who has
				p.phone, verified = phone(i-1), false
			case 20, 21, 22, 23, 24, 25: // six with one number, which is then nobody's
				p.phone = phone(i - i%100 + 20)
			}
			fmt.Fprintf(w, "u%07d,%s,%s,true,%t,signup\n", i, p.email, p.phone, verified)
		}
	})
	if err != nil {
		return err
	}
	return write(filepath.Join(dir, "list.csv"), func(w *bufio.Writer) {
		fmt.Fprintln(w, "name,email,phone")
		for j := range rows {
			p := customer(j, users)
			fmt.Fprintf(w, "Customer %d,%s,%s\n", j, p.email, p.phone)
		}
	})
}

func write(name string, fill func(*bufio.Writer)) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	fill(w)
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// contacts are one person's.
type contacts struct{ email, phone string }

func email(i int) string { return fmt.Sprintf("person%d@web.example", i) }

// phone is a German mobile number. Of the first two hundred millions, no two are the same.
func phone(i int) string { return fmt.Sprintf("+4915%d%08d", 1+6*(i/1e8%2), (10_000_019+37*i)%1e8) }

// draw is a number below n that looks random, and is the same in every run.
func draw(what string, i, n int) int {
	h := fnv.New64a()
	fmt.Fprint(h, what, i)
	x := h.Sum64()
	x = (x ^ x>>32) * 0x9e3779b97f4a7c15
	return int((x ^ x>>29) % uint64(n))
}

// userOf is a user as signed up: three of five have both, one an e-mail address only, one a number only.
func userOf(i int) contacts { return part(i, draw("user", i, 5)) }

func part(i, which int) contacts {
	switch which {
	case 3:
		return contacts{email: email(i)}
	case 4:
		return contacts{phone: phone(i)}
	}
	return contacts{email(i), phone(i)}
}

// customer is a row of the list. About three of ten are users, spread over all of them. Customers have e-mail addresses
// and numbers in the same proportions, but a user need not have the same ones on both sides.
func customer(j, users int) contacts {
	i := users + j
	if draw("is a user", j, 10) < 3 {
		i = j * 7 % users // nobody twice, if there are as many rows as users and 7 doesn't divide them
	}
	return part(i, draw("customer", j, 5))
}
