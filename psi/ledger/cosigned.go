package ledger

// Cosigned is a checkpoint that a client has signed as a witness.
type Cosigned struct {
	Client  string `json:"client"`
	Witness string `json:"witness"`    // its verifier key
	Note    string `json:"checkpoint"` // with both signatures
}

// Verify returns the checkpoint if both signatures are valid. v is the log's verifier.
func (x *Cosigned) Verify(v Verifier) (*Checkpoint, error) {
	w, err := NewWitnessVerifier(x.Witness)
	if err != nil {
		return nil, err
	}
	if err := CheckCosignature([]byte(x.Note), w); err != nil {
		return nil, err
	}
	return OpenCheckpoint([]byte(x.Note), v)
}
