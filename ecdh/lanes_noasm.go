//go:build !amd64 || purego

package ecdh

import "github.com/blindmatch/blindmatch/ecdh/internal/ristretto"

var implementations = []string{portable}

func newRistretto255() engine { return &ristrettoEngine{ristretto.New()} }

func newRistretto255Table(e *[32]byte) table { return ristrettoTable{ristretto.NewTable(e)} }
