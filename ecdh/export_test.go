package ecdh

import "sync"

// Implementations calls f for every implementation of ristretto255 that this machine has, with that implementation in
// use. Nothing else may use the suite meanwhile.
func Implementations(f func(name string)) {
	defer setImplementation(implementation)
	for _, name := range implementations {
		setImplementation(name)
		f(Ristretto255().Implementation())
	}
}

func setImplementation(name string) {
	implementation = name
	engines[groupRistretto255] = sync.Pool{New: func() any { return newRistretto255() }}
}
