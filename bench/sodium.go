//go:build libsodium

package main

// #cgo LDFLAGS: -lsodium
// #include <sodium.h>
// #include <string.h>
//
// // uniform is expand_message_xmd of RFC 9380 with SHA-512, for 64 bytes. zpad
// // is the state after Z_pad.
// static void uniform(unsigned char out[64], const crypto_hash_sha512_state *zpad,
//     const unsigned char *item, size_t len, const unsigned char *dst, size_t dst_len) {
// 	static const unsigned char length[3] = {0, 64, 0}, one[1] = {1};
// 	crypto_hash_sha512_state h = *zpad;
// 	crypto_hash_sha512_update(&h, item, len);
// 	crypto_hash_sha512_update(&h, length, sizeof length);
// 	crypto_hash_sha512_update(&h, dst, dst_len);
// 	crypto_hash_sha512_final(&h, out);
// 	crypto_hash_sha512_init(&h);
// 	crypto_hash_sha512_update(&h, out, 64);
// 	crypto_hash_sha512_update(&h, one, 1);
// 	crypto_hash_sha512_update(&h, dst, dst_len);
// 	crypto_hash_sha512_final(&h, out);
// }
//
// // first takes n items of 32 bytes.
// static int first(unsigned char *out, const unsigned char *k, const unsigned char *items, size_t n,
//     const unsigned char *dst, size_t dst_len) {
// 	static const unsigned char zeros[128];
// 	crypto_hash_sha512_state zpad;
// 	unsigned char u[64], p[32];
// 	crypto_hash_sha512_init(&zpad);
// 	crypto_hash_sha512_update(&zpad, zeros, sizeof zeros);
// 	for (size_t i = 0; i < n; i++) {
// 		uniform(u, &zpad, items + 32*i, 32, dst, dst_len);
// 		crypto_core_ristretto255_from_hash(p, u);
// 		if (crypto_scalarmult_ristretto255(out + 32*i, k, p) != 0) return -1;
// 	}
// 	return 0;
// }
//
// static int second(unsigned char *out, const unsigned char *k, const unsigned char *src, size_t n) {
// 	for (size_t i = 0; i < n; i++)
// 		if (crypto_scalarmult_ristretto255(out + 32*i, k, src + 32*i) != 0) return -1;
// 	return 0;
// }
import "C"

import (
	"unsafe"

	"github.com/blindmatch/blindmatch/ecdh"
)

// withSodium is libsodium in C, with one call from Go a run.
func withSodium(k [32]byte) []candidate {
	if C.sodium_init() < 0 {
		panic("libsodium doesn't start")
	}
	bytes := func(e *ecdh.Element) *C.uchar { return (*C.uchar)(unsafe.Pointer(e)) }
	key := ecdh.Element(k)
	prime := append([]byte(dst), byte(len(dst))) // DST_prime
	return []candidate{{
		name: "libsodium " + C.GoString(C.sodium_version_string()) + ", C",
		run:  single,
		first: func(dst []ecdh.Element, items [][]byte) {
			in := make([]ecdh.Element, len(items))
			for i, item := range items {
				in[i] = ecdh.Element(item)
			}
			if C.first(bytes(&dst[0]), bytes(&key), bytes(&in[0]), C.size_t(len(in)),
				(*C.uchar)(&prime[0]), C.size_t(len(prime))) != 0 {
				panic("libsodium: first pass failed")
			}
		},
		second: func(dst, src []ecdh.Element) {
			if C.second(bytes(&dst[0]), bytes(&key), bytes(&src[0]), C.size_t(len(src))) != 0 {
				panic("libsodium: second pass failed")
			}
		},
	}}
}
