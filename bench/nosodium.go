//go:build !libsodium

package main

// withSodium returns nothing: libsodium is not asked for.
func withSodium([32]byte) []candidate { return nil }
