package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/webpage"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/web/page/static"
	"github.com/spf13/cobra"
)

type webFlags struct {
	source, logKey, connection, ca string
	json                           bool
}

func newWeb() *cobra.Command {
	var f webFlags
	c := &cobra.Command{
		Use:   "web [--source DIR] [--log-key KEY] URL",
		Short: "compare the page that a platform serves with its source, and with the ledger",
		Long: `Fetch the page that a platform serves to browsers, and compare each file with the page
of this program's release, or with one that you have built from source (--source). With
the ledger's key it is also verified that the platform has this page on record
(SPEC.md §13.9).

The page of a server that asks for certificates needs the client's connection file, which
has the ledger's key too. What a server gives to another browser, or at another time, is
not shown by this.

Exit codes: 0 the page is the source's and, with a key, the ledger's; 1 it is not, or
could not be fetched; 2 wrong usage.`,
		Example: `  psi-vectors web --log-key "$(cat log-key)" https://psi.example.com
  (cd transport/web && npm ci && cp -r page/static /tmp/page && node page/build.mjs /tmp/page)
  psi-vectors web --source /tmp/page --connection acme.json https://psi.example.com`,
		Args: cobra.ExactArgs(1),
		RunE: f.run,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.source, "source", "", "folder with a page that was built from source (default: that of this release)")
	fs.StringVar(&f.logKey, "log-key", "", "verifier key of the platform's ledger")
	fs.StringVarP(&f.connection, "connection", "c", "", "connection file of a client, for its certificate and the ledger's key")
	fs.StringVar(&f.ca, "ca", "", "PEM file with the certificate that signs the server's")
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	return c
}

func (f *webFlags) run(c *cobra.Command, args []string) error {
	if err := transport.CheckURL(args[0]); err != nil {
		return cli.Usagef("%w", err)
	}
	files := static.Files()
	if f.source != "" {
		var err error
		if files, err = static.Read(os.DirFS(f.source)); err != nil {
			return cli.Usagef("--source: %w", err)
		}
		if len(files) == 0 {
			return cli.Usagef("--source: %s has no files of a page", f.source)
		}
	}
	tc, err := f.reach()
	if err != nil {
		return err
	}
	var log ledger.Verifier
	if f.logKey != "" {
		if log, err = ledger.NewVerifier(strings.TrimSpace(f.logKey)); err != nil {
			return cli.Usagef("--log-key: %w", err)
		}
	}
	hc := &http.Client{Transport: &http.Transport{TLSClientConfig: tc, Proxy: http.ProxyFromEnvironment}, Timeout: time.Minute}
	r, err := webpage.Compare(c.Context(), hc, strings.TrimSuffix(args[0], "/"), files, log)
	if err != nil {
		return err
	}
	if f.json {
		err = cli.WriteJSON(c.OutOrStdout(), r)
	} else {
		err = f.print(c.OutOrStdout(), r)
	}
	if err != nil {
		return err
	}
	return r.Err()
}

// reach is how the server is connected to.
func (f *webFlags) reach() (*tls.Config, error) {
	tc := &tls.Config{MinVersion: tls.VersionTLS13}
	if f.connection != "" {
		conn, err := transport.ReadConnection(f.connection)
		if err != nil {
			return nil, err
		}
		if f.logKey == "" {
			f.logKey = conn.LogKey
		}
		if tc, err = conn.TLSConfig(); err != nil {
			return nil, err
		}
	}
	if f.ca == "" {
		return tc, nil
	}
	pem, err := os.ReadFile(f.ca)
	if err != nil {
		return nil, err
	}
	tc.RootCAs = x509.NewCertPool()
	if !tc.RootCAs.AppendCertsFromPEM(pem) {
		return nil, cli.Usagef("--ca: %s has no PEM certificate", f.ca)
	}
	return tc, nil
}

func (f *webFlags) print(w io.Writer, r *webpage.Report) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, x := range r.Files {
		verdict := "same"
		if !x.Same {
			verdict = "DIFFERS"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", verdict, x.Path, x.Why)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "source  %s\nserved  %s\n", r.Source, r.Served)
	switch {
	case !r.Ledger.Checked:
		fmt.Fprintf(w, "ledger  not compared: %s\n", r.Ledger.Why)
	case r.Ledger.Why != "":
		fmt.Fprintf(w, "ledger  %s\n", r.Ledger.Why)
	default:
		fmt.Fprintf(w, "ledger  %s, entry %d of %s\n", r.Ledger.Page, r.Ledger.Entry, r.Ledger.Time.Format(time.RFC3339))
	}
	return nil
}
