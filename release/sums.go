package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"aead.dev/minisign"
)

// sumsName is the file with the sums of all others; its signature is the signature of the release.
const sumsName = "SHA256SUMS"

// sums writes the sums of all files, as sha256sum -c reads them.
func (r *Release) sums(_ context.Context, out string) error {
	var b bytes.Buffer
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(out, path)
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(text), filepath.ToSlash(name))
		return err
	})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, sumsName), b.Bytes(), 0o644)
}

// sign signs the sums with the minisign key of the environment. Its comments hold no time of their own, so that the
// signature is the same each time, too.
func (r *Release) sign(_ context.Context, out string) error {
	if r.Key == "" {
		fmt.Fprintln(os.Stderr, "release: not signed: BLINDMATCH_RELEASE_KEY is not set")
		return nil
	}
	key, err := signingKey(r.Key, r.Password)
	if err != nil {
		return fmt.Errorf("BLINDMATCH_RELEASE_KEY: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(out, sumsName))
	if err != nil {
		return err
	}
	signature := minisign.SignWithComments(key, text, fmt.Sprintf("Blindmatch %s of %s", r.Version, r.time.Format("2006-01-02")), "signature of "+sumsName)
	return os.WriteFile(filepath.Join(out, sumsName+".minisig"), signature, 0o644)
}

// signingKey reads the text of a minisign key file, encrypted or not.
func signingKey(text, password string) (key minisign.PrivateKey, err error) {
	text = strings.TrimSpace(text)
	if minisign.IsEncrypted([]byte(text)) {
		if password == "" {
			return key, errors.New("it is encrypted: set BLINDMATCH_RELEASE_PASSWORD")
		}
		return minisign.DecryptKey(password, []byte(text))
	}
	err = key.UnmarshalText([]byte(text))
	return key, err
}
