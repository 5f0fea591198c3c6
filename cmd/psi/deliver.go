package main

import (
	"fmt"
	"io"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/spf13/cobra"
)

// delivery is where the answer of a session goes. Room is taken before anything is paid, the number is shown first, and
// whatever can't be written can be fetched again.
type delivery struct {
	flags   *sessionFlags
	out     *cli.Output // of handles, or nil
	hex     *cli.HexLines
	handles io.Writer
	receipt *cli.Optional
	outcome *advertiser.Outcome
}

func newDelivery(f *sessionFlags, conn *transport.Connection) (d *delivery, err error) {
	d = &delivery{flags: f, handles: io.Discard}
	if f.mode.Handles() {
		if d.out, err = cli.NewOutput(f.output, f.force); err != nil {
			return nil, err
		}
		d.hex = cli.NewHexLines(d.out)
		d.handles = d.hex
	}
	if d.receipt, err = newReceiptFile(f.receipt, f.force, conn); err != nil {
		d.discard()
		return nil, err
	}
	return d, nil
}

// roomForReceipt is more than a receipt has, whose proof grows with the logarithm of the ledger's size.
const roomForReceipt = 64 << 10

// reserve makes sure that there will be room for the outputs of a session that most groups can match in. Decoys are about
// as many as the noise is shifted by.
func (d *delivery) reserve(most uint64) error {
	if d.out != nil {
		shift := psi.HandleNoise(psi.LeastEpsilon()).Shift
		if err := d.out.Reserve(int64(most+2*shift) * (2*psi.HandleSize + 1)); err != nil {
			return err
		}
	}
	if d.receipt != nil {
		return d.receipt.Reserve(roomForReceipt)
	}
	return nil
}

// took completes the report with what the session was.
func (d *delivery) took(r *report, o *advertiser.Outcome, platform *client.Client, start time.Time) {
	d.outcome = o
	r.Bytes.Up, r.Bytes.Down = platform.Bytes()
	if d.out != nil {
		r.Handles = &o.Handles
	}
	if o.Receipt != nil {
		r.Ledger, r.Budget = &ledgerJSON{o.Entry, true, o.Witnessed}, o.Budget
	}
	r.Seconds = time.Since(start).Seconds()
}

// show shows the report, and then puts the files in place.
func (d *delivery) show(c *cobra.Command, r *report) (err error) {
	f := d.flags
	w := cli.NewChecked(cli.Beside(c.OutOrStdout(), c.ErrOrStderr(), f.output, f.receipt))
	if f.json {
		_ = cli.WriteJSON(w, r)
	} else {
		r.print(w, f)
	}
	err = d.finish()
	switch lost := w.Err(); {
	case lost != nil && err != nil:
		err = fmt.Errorf("standard output: %w; %w", lost, err)
	case lost != nil:
		err = fmt.Errorf("standard output: %w", lost)
	}
	if err != nil && !f.noResume {
		return fmt.Errorf("%w; the answer can be fetched again, at no cost, with psi result%s %.12s", err, f.connection.Given(), d.outcome.Session)
	}
	return err
}

// finish puts the files in place.
func (d *delivery) finish() (err error) {
	if d.out != nil && !d.outcome.Released.BelowFloor {
		if err = d.hex.Flush(); err != nil {
			err = fmt.Errorf("output %s: %w", d.flags.output, err)
		} else {
			err = d.out.Commit()
		}
	}
	if d.outcome.Receipt == nil {
		return err
	}
	if lost := d.receipt.Deliver(d.outcome.Receipt); lost != nil && err != nil {
		return fmt.Errorf("%w; %w", err, lost)
	} else if lost != nil {
		return lost
	}
	return err
}

// discard removes what was not put in place.
func (d *delivery) discard() {
	if d == nil {
		return
	}
	if d.out != nil {
		d.out.Discard()
	}
	d.receipt.Discard()
}
