package platform

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// retireCosigned keeps the witnesses of a history that an operator has given up
// as evidence, and no longer as what the log is held against.
func (s *Store) retireCosigned(ctx context.Context, l *ledger.Log, head *ledger.Checkpoint, seq int64) error {
	seen, err := s.Cosigned(ctx)
	if err != nil {
		return err
	}
	v, err := ledger.NewVerifier(l.VerifierKey())
	if err != nil {
		return err
	}
	for _, x := range seen {
		if c, err := x.verify(v); err == nil && l.Tiles().CheckConsistency(c, head) == nil {
			continue
		}
		if err := s.rows.Meta.Rename(ctx, "cosigned/"+x.Client, fmt.Sprintf("given-up/%d/%s", seq, x.Client)); err != nil {
			return err
		}
	}
	return nil
}

// Cosigned is a checkpoint that a client has signed as a witness.
type Cosigned struct {
	Client  string `json:"client"`
	Witness string `json:"witness"`    // its verifier key
	Note    string `json:"checkpoint"` // with both signatures
}

// Cosigned lists the latest checkpoint that each client has cosigned.
func (s *Store) Cosigned(ctx context.Context) ([]Cosigned, error) {
	values, err := s.rows.Meta.List(ctx, "cosigned/")
	if err != nil {
		return nil, err
	}
	var all []Cosigned
	for _, v := range values {
		var x Cosigned
		if err := json.Unmarshal([]byte(v), &x); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// Cosign takes a checkpoint with a client's signature and keeps it. It fails
// with an *psi.Error.
func (p *Platform) Cosign(ctx context.Context, client, witness, signed string) error {
	l, err := p.store.Ledger(ctx)
	if err != nil {
		return err
	}
	v, err := ledger.NewVerifier(l.VerifierKey())
	if err != nil {
		return err
	}
	x := Cosigned{client, witness, signed}
	c, err := x.verify(v)
	if err != nil {
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	head, err := l.Checkpoint()
	if err != nil {
		return err
	}
	if err := l.Tiles().CheckConsistency(c, head); err != nil {
		p.cfg.Log.Error("ledger: a client holds a checkpoint that is not of this log's history", "client", client, "entries", c.Size, "error", err)
		return psi.Errorf(psi.CodeBadRequest, "the checkpoint is signed by this platform, but it is not of the log that it has now")
	}
	b, err := json.Marshal(x)
	if err != nil {
		return err
	}
	return p.store.rows.Meta.Set(ctx, "cosigned/"+client, string(b))
}

func (x *Cosigned) verify(v ledger.Verifier) (*ledger.Checkpoint, error) {
	w, err := ledger.NewWitnessVerifier(x.Witness)
	if err != nil {
		return nil, err
	}
	if err := ledger.CheckCosignature([]byte(x.Note), w); err != nil {
		return nil, err
	}
	return ledger.OpenCheckpoint([]byte(x.Note), v)
}
