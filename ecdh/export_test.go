package ecdh

import "sync"

// Implementations calls f for every implementation of ristretto255 that this
// machine has, while it is in use. Nothing else may use the suite meanwhile.
func Implementations(f func(name string)) {
	defer setLanes(useLanes)
	if useLanes {
		f(Ristretto255().Implementation())
	}
	setLanes(false)
	f(Ristretto255().Implementation())
}

func setLanes(use bool) {
	useLanes = use
	engines[groupRistretto255] = sync.Pool{New: func() any { return newRistretto255() }}
}
