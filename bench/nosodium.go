//go:build !libsodium

package main

// withSodium returns nothing: this build has no libsodium.
func withSodium([32]byte) []candidate { return nil }
