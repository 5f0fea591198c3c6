// Package seal protects keys at rest for the commands: under a key file, or by a program that asks a key management
// service.
package seal

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/secretfile"
)

// The environment variables that say how keys are sealed. Neither: they are in files of mode 0600 as they are.
const (
	KeyVariable     = "BLINDMATCH_SEAL_KEY"
	CommandVariable = "BLINDMATCH_SEAL_COMMAND"
)

// Sealer seals keys. name says what a key is for and is authenticated with it.
type Sealer interface {
	Seal(name string, key []byte) ([]byte, error)
	Open(name string, sealed []byte) ([]byte, error)
}

// FromEnvironment is the sealer that the environment names, or nil.
func FromEnvironment() (Sealer, error) {
	file, command := os.Getenv(KeyVariable), os.Getenv(CommandVariable)
	switch {
	case file != "" && command != "":
		return nil, fmt.Errorf("%s and %s are both set: one of them seals keys", KeyVariable, CommandVariable)
	case file != "":
		s, err := NewKeyFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", KeyVariable, err)
		}
		return s, nil
	case command != "":
		return Command(strings.Fields(command)), nil
	}
	return nil, nil
}

// keyed seals with AES-256-GCM.
type keyed struct{ aead cipher.AEAD }

// NewKeyFile seals under the key in a file: 64 hex digits, which nobody else may read.
func NewKeyFile(path string) (Sealer, error) {
	b, err := secretfile.Read(path, "the key that seals keys", 1024)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("%s holds no key: want 64 hex digits, such as openssl rand -hex 32 prints", path)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return keyed{aead}, err
}

// Seal implements Sealer.
func (k keyed) Seal(name string, key []byte) ([]byte, error) {
	return k.aead.Seal(nil, nil, key, []byte(name)), nil
}

// Open implements Sealer.
func (k keyed) Open(name string, sealed []byte) ([]byte, error) {
	b, err := k.aead.Open(nil, nil, sealed, []byte(name))
	if err != nil {
		return nil, errors.New("it was sealed under another key, for something else, or it is damaged")
	}
	return b, nil
}

// Command seals by a program: it is run with "seal" or "open" and the name as its last arguments, gets the bytes on
// standard input, and prints the others.
type Command []string

// Seal implements Sealer.
func (c Command) Seal(name string, key []byte) ([]byte, error) { return c.run("seal", name, key) }

// Open implements Sealer.
func (c Command) Open(name string, sealed []byte) ([]byte, error) { return c.run("open", name, sealed) }

func (c Command) run(what, name string, in []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	p := exec.CommandContext(ctx, c[0], append(append([]string{}, c[1:]...), what, name)...)
	p.Stdin, p.Stderr = bytes.NewReader(in), os.Stderr
	out, err := p.Output()
	if err == nil && len(out) == 0 {
		err = errors.New("it printed nothing")
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", c[0], what, err)
	}
	return out, nil
}
