package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

// manifests writes a formula for Homebrew and a manifest for winget, if their targets are there.
func (r *Release) manifests(_ context.Context, out string) error {
	if len(r.of("darwin")) == 2 && len(r.of("linux")) == 2 {
		if err := r.fill(out, "psi.rb", "homebrew.rb.tmpl"); err != nil {
			return err
		}
	}
	if len(r.of("windows")) == 2 {
		dir := filepath.Join(out, "winget")
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
		for _, kind := range []string{"", ".installer", ".locale.en-US"} {
			if err := r.fill(dir, "Blindmatch.psi"+kind+".yaml", "winget"+kind+".yaml.tmpl"); err != nil {
				return err
			}
		}
	}
	return nil
}

// fill fills a template into a file.
func (r *Release) fill(dir, name, from string) error {
	text, err := embedded.ReadFile("files/" + from)
	if err != nil {
		return err
	}
	root := strings.TrimSuffix(dir, "winget")
	archive := func(goos, goarch string) string { return r.archiveName("psi", goos+"/"+goarch) }
	t, err := template.New(from).Option("missingkey=error").Funcs(template.FuncMap{
		"url": func(goos, goarch string) string { return r.URL + "/" + r.Version + "/" + archive(goos, goarch) },
		"sha256": func(goos, goarch string) (string, error) {
			b, err := os.ReadFile(filepath.Join(root, archive(goos, goarch)))
			sum := sha256.Sum256(b)
			return hex.EncodeToString(sum[:]), err
		},
		"upper": strings.ToUpper,
	}).Parse(string(text))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, map[string]string{"Version": r.plain(), "Date": r.time.Format("2006-01-02")}); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644)
}
