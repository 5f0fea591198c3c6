package main

import (
	"io"
	"log/slog"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/spf13/pflag"
)

// logFlags say how a server logs.
type logFlags struct {
	level, format string
	json          bool
}

func (f *logFlags) register(fs *pflag.FlagSet) {
	fs.StringVar(&f.level, "log-level", "info", "least level that is logged: debug, info, warn, error")
	fs.StringVar(&f.format, "log-format", "text", "form of the log: text, json")
	fs.BoolVar(&f.json, "log-json", false, "the same as --log-format json")
}

func (f *logFlags) logger(w io.Writer) (*slog.Logger, error) {
	var o slog.HandlerOptions
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	level, ok := levels[f.level]
	if !ok {
		return nil, cli.Usagef("--log-level %q: want debug, info, warn or error", f.level)
	}
	o.Level = level
	switch {
	case f.json || f.format == "json":
		return slog.New(slog.NewJSONHandler(w, &o)), nil
	case f.format == "text":
		return slog.New(slog.NewTextHandler(w, &o)), nil
	}
	return nil, cli.Usagef("--log-format %q: want text or json", f.format)
}
