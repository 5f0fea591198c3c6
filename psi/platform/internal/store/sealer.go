package store

// Sealer protects keys at rest: see package platform.
type Sealer interface {
	Seal(name string, key []byte) ([]byte, error)
	Open(name string, sealed []byte) ([]byte, error)
}

// seals protects the keys that a store and its tables keep. Without a sealer they are kept as they are.
type seals struct{ sealer Sealer }

// Sealer is the sealer that the store was opened with, or nil.
func (s seals) Sealer() Sealer { return s.sealer }

func (s seals) seal(name string, key []byte) ([]byte, error) {
	if s.sealer == nil {
		return key, nil
	}
	return s.sealer.Seal(name, key)
}

func (s seals) open(name string, sealed []byte) ([]byte, error) {
	if s.sealer == nil {
		return sealed, nil
	}
	return s.sealer.Open(name, sealed)
}
