package main

import (
	"context"
	"embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

//go:embed files
var embedded embed.FS

// packages writes .deb and .rpm for Linux: blindmatch for advertisers and auditors, blindmatch-server for platforms.
func (r *Release) packages(_ context.Context, out string) error {
	if err := r.lay("files", r.work); err != nil {
		return err
	}
	for _, t := range r.of("linux") {
		for _, of := range []func(string) (*nfpm.Info, error){r.clientPackage, r.serverPackage} {
			for _, format := range []string{"deb", "rpm"} {
				info, err := of(t)
				if err != nil {
					return err
				}
				if err := pack(info, format, out); err != nil {
					return fmt.Errorf("%s for %s: %w", info.Name, t, err)
				}
			}
		}
	}
	return nil
}

// lay writes embedded files into a folder.
func (r *Release) lay(from, to string) error {
	entries, err := embedded.ReadDir(from)
	for _, e := range entries {
		b, err := embedded.ReadFile(from + "/" + e.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), b, 0o644); err != nil {
			return err
		}
	}
	return err
}

func (r *Release) clientPackage(target string) (*nfpm.Info, error) {
	info := r.pkg("blindmatch", target, "Private set intersection for advertisers\nMatch a customer list against a platform's users without handing it over.")
	return info, r.add(info, target, "psi", "psi-vectors")
}

func (r *Release) serverPackage(target string) (*nfpm.Info, error) {
	info := r.pkg("blindmatch-server", target, "Private set intersection for platforms\nLet advertisers match against your users without learning who they are.")
	info.Recommends = []string{"ca-certificates"}
	info.Scripts = nfpm.Scripts{
		PostInstall: filepath.Join(r.work, "postinstall.sh"),
		PreRemove:   filepath.Join(r.work, "preremove.sh"),
	}
	info.Contents = append(info.Contents,
		r.content(filepath.Join(r.work, "psi-server.service"), "/usr/lib/systemd/system/psi-server.service", 0o644),
		r.content(filepath.Join(r.work, "sysusers.conf"), "/usr/lib/sysusers.d/blindmatch.conf", 0o644))
	settings := r.content(filepath.Join(r.work, "default.env"), "/etc/default/psi-server", 0o644)
	settings.Type = files.TypeConfigNoReplace
	info.Contents = append(info.Contents, settings)
	return info, r.add(info, target, "psi-server")
}

func (r *Release) pkg(name, target, description string) *nfpm.Info {
	_, arch, _ := strings.Cut(target, "/")
	info := &nfpm.Info{
		Name: name, Arch: arch, Platform: "linux", Version: r.Version, Release: "1", Section: "net", Priority: "optional",
		Maintainer: "Blindmatch <security@blindmatch.example>", Description: description,
		Homepage: "https://github.com/blindmatch/blindmatch", License: "Apache-2.0", MTime: r.time, DisableGlobbing: true,
	}
	info.RPM.BuildHost = "reproducible"
	info.Umask = 0o022
	info.Contents = files.Contents{
		r.content(r.source("LICENSE"), "/usr/share/doc/"+name+"/copyright", 0o644),
		r.content(r.notices(), "/usr/share/doc/"+name+"/LICENSES.txt", 0o644),
	}
	return info
}

// completionsAt are the folders in which shells of a distribution look.
var completionsAt = map[string]string{
	"bash": "/usr/share/bash-completion/completions/%s",
	"zsh":  "/usr/share/zsh/vendor-completions/_%s",
	"fish": "/usr/share/fish/vendor_completions.d/%s.fish",
}

// add adds programs with their manuals and completions.
func (r *Release) add(info *nfpm.Info, target string, programs ...string) error {
	for _, p := range programs {
		info.Contents = append(info.Contents, r.content(r.binary(target, p), "/usr/bin/"+p, 0o755))
		pages, err := r.manuals(p, "/usr/share/man/man1/")
		if err != nil {
			return err
		}
		for _, m := range pages {
			info.Contents = append(info.Contents, r.content(m.from, m.name, 0o644))
		}
		for shell, path := range r.completions(p) {
			info.Contents = append(info.Contents, r.content(path, fmt.Sprintf(completionsAt[shell], p), 0o644))
		}
	}
	return nil
}

func (r *Release) content(from, to string, mode os.FileMode) *files.Content {
	return &files.Content{Source: from, Destination: to, FileInfo: &files.ContentFileInfo{Owner: "root", Group: "root", Mode: mode, MTime: r.time}}
}

func pack(info *nfpm.Info, format, out string) error {
	info = nfpm.WithDefaults(info)
	packager, err := nfpm.Get(format)
	if err != nil {
		return err
	}
	if err := nfpm.PrepareForPackager(info, format); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(out, packager.ConventionalFileName(info)))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := packager.Package(info, io.Writer(f)); err != nil {
		return err
	}
	return f.Close()
}
