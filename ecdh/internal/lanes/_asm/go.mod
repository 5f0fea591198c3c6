module github.com/blindmatch/blindmatch/ecdh/internal/lanes/_asm

go 1.26.0
