module github.com/blindmatch/blindmatch/bench

go 1.26.0

require (
	github.com/blindmatch/blindmatch v0.0.0
	github.com/gtank/ristretto255 v0.2.0
)

require filippo.io/edwards25519 v1.2.0 // indirect

replace github.com/blindmatch/blindmatch => ../
