package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/spf13/cobra"
)

// auditFlags say which audit a platform must show.
type auditFlags struct {
	within, auditor string
	want            advertiser.Audited
}

func (f *auditFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.within, "require-audit", "", "refuse a dataset whose last audit did not pass, or is older than this: 30d")
	c.Flags().StringVar(&f.auditor, "auditor", "", "with --require-audit, the verifier key of the auditor that you trust (default: any whom the platform names)")
}

func (f *auditFlags) parse() error {
	if f.within == "" {
		if f.auditor != "" {
			return cli.Usagef("--auditor goes with --require-audit")
		}
		return nil
	}
	var days int
	if _, err := fmt.Sscanf(f.within, "%dd", &days); err != nil || f.within != fmt.Sprintf("%dd", days) || days < 1 || days > 3650 {
		return cli.Usagef("--require-audit: want days such as 30d")
	}
	if f.auditor = strings.TrimSpace(f.auditor); f.auditor != "" {
		if err := ledger.CheckAuditor(f.auditor); err != nil {
			return cli.Usagef("--auditor: %w", err)
		}
	}
	f.want = advertiser.Audited{Within: time.Duration(days) * 24 * time.Hour, Auditor: f.auditor}
	return nil
}

// printAudit says when the last audit was, if it can be verified.
func printAudit(w io.Writer, i *psi.DatasetInfo, conn *transport.Connection) error {
	switch {
	case i.Audit == nil:
		fmt.Fprintln(w, "audit     none: that all users are masked under one key is the platform's word")
		return nil
	case conn.LogKey == "":
		fmt.Fprintf(w, "audit     %s, %s, says the platform; without a log_key in the connection file that can't be verified\n", i.Audit.Kind, i.Audit.Verdict)
		return nil
	}
	key, err := ledger.NewVerifier(conn.LogKey)
	if err != nil {
		return err
	}
	v, _, err := advertiser.Audit(i, key)
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(i.Audit.Auditor, "+")
	fmt.Fprintf(w, "audit     %s on %s by %s: %s, %s of %s differ\n", v.Kind, v.Time.UTC().Format(minutes), name, v.Verdict, cli.Count(v.Differ), cli.Counted(v.Groups, "group"))
	return nil
}
