package main

import (
	"fmt"
	"io"
	"os"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/connect"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/spf13/cobra"
)

// ledgerJSON is what --json prints about the platform's ledger.
type ledgerJSON struct {
	Entry     int64 `json:"entry"` // index of the result's entry
	Verified  bool  `json:"verified"`
	Witnessed bool  `json:"witnessed"` // the platform has accepted our signature of the ledger's state
}

func (l *ledgerJSON) text(file string) string {
	s := fmt.Sprintf("entry %d of the platform's ledger, verified", l.Entry)
	if l.Witnessed {
		s += "; we have signed its state as a witness"
	}
	if file != "" {
		s += "; in " + file
	}
	return s
}

// newReceiptFile is the file of --receipt; nil if the flag is not set.
func newReceiptFile(path string, force bool, conn *transport.Connection) (*cli.Optional, error) {
	if path == "" {
		return nil, nil
	}
	if conn.LogKey == "" {
		return nil, cli.Usagef("--receipt: the connection file has no log_key; ask the platform for a new one")
	}
	return cli.NewOptional(path, force)
}

func newReceipt() *cobra.Command {
	c := &cobra.Command{Use: "receipt", Short: "check proofs of what a platform released"}
	c.AddCommand(newReceiptVerify())
	return c
}

func newReceiptVerify() *cobra.Command {
	var connection connect.Flag
	var key string
	var json bool
	c := &cobra.Command{
		Use:   "verify FILE -c CONNECTION",
		Short: "check a receipt, offline",
		Long: `Check a receipt that psi count, blinded or audience wrote with --receipt, and print
what it proves. It needs no network: the receipt has the entry of the platform's
ledger, the hash path from it to the ledger's root, and the platform's signature
of that root, which the key in the connection file verifies.

Exit codes: 0 the receipt is good, 1 it is not, 2 wrong usage.`,
		Example: `  psi receipt verify result.tlog-proof -c acme.json
  psi receipt verify result.tlog-proof --log-key blindmatch/platform-1234+0123abcd+AZ...`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if connection.Path != "" && key != "" {
				return cli.Usagef("give either --connection or --log-key")
			}
			if key == "" {
				if err := connection.Find(c); err != nil {
					return cli.Usagef("%w; or give --log-key", err)
				}
				conn, err := connection.Read()
				if err != nil {
					return err
				}
				if key = conn.LogKey; key == "" {
					return cli.Usagef("the connection file has no log_key; ask the platform for a new one")
				}
			}
			v, err := ledger.NewVerifier(key)
			if err != nil {
				return cli.Usagef("--log-key: %w", err)
			}
			b, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("receipt: %w", err)
			}
			p, err := ledger.VerifyReceipt(b, v)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if json {
				return cli.WriteJSON(c.OutOrStdout(), p.Entry)
			}
			printProven(c.OutOrStdout(), p)
			return nil
		},
	}
	connection.Register(c, "connection file, for the key of the platform's ledger")
	c.Flags().StringVar(&key, "log-key", "", "the ledger's key, instead of --connection")
	c.Flags().BoolVar(&json, "json", false, "print the entry as JSON instead of text")
	return c
}

func printProven(w io.Writer, p *ledger.Proven) {
	e := p.Entry
	fmt.Fprintf(w, "verified  entry %d of %s, under the platform's signature of %s\n", e.Seq, p.Checkpoint.Origin, cli.Counted(p.Checkpoint.Size, "entry"))
	fmt.Fprintf(w, "time      %s\n", e.Time.Format("2006-01-02 15:04:05Z07:00"))
	if e.Session != "" {
		fmt.Fprintf(w, "session   %s\n", e.Session)
	}
	r := e.Result
	if r == nil {
		fmt.Fprintf(w, "type      %s\n", e.Type)
		return
	}
	fmt.Fprintf(w, "to        %s, for %s\n", r.Advertiser, r.Purpose)
	fmt.Fprintf(w, "dataset   %s, mode %s\n", r.Dataset, r.Mode)
	if r.Slice.Whole() {
		fmt.Fprintf(w, "counted   in the whole set\n")
	} else {
		fmt.Fprintf(w, "counted   in a slice, %s\n", r.Slice)
	}
	if a := r.Audience; a != nil {
		fmt.Fprintf(w, "audience  %s, %s\n", a.Name, a.Action)
	}
	if r.Released != nil {
		fmt.Fprintf(w, "released  %s\n", releasedText(*r.Released))
	} else {
		fmt.Fprintf(w, "released  nothing\n")
	}
	for i, v := range r.Segments {
		fmt.Fprintf(w, "segment   %d: %s\n", i+1, releasedText(v))
	}
	if r.Handles != nil {
		fmt.Fprintf(w, "handles   %s, set %s\n", cli.Count(r.Handles.Records()), r.Handles.Digest)
	}
	if b := r.Budget; b != nil {
		fmt.Fprintf(w, "charged   ε %s\n", decimal(b.Epsilon))
	}
}

// releasedText is a released number as it is in an entry.
func releasedText(v psi.Released) string {
	if v.Value == nil {
		return "below " + cli.Count(v.Floor)
	}
	return fmt.Sprintf("%s (noise: %s)", cli.Count(*v.Value), v.Noise)
}
