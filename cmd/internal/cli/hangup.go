package cli

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// hangups are the SIGHUPs of a process: the end of a command, unless it takes them.
type hangups struct {
	taken atomic.Bool
	to    chan struct{}
}

type hangupsKey struct{}

// withHangups returns a context that SIGHUP ends, unless a command takes it by Hangups. Whoever starts a program with
// SIGHUP ignored, as nohup does, has it ignored.
func withHangups(ctx context.Context) context.Context {
	if signal.Ignored(syscall.SIGHUP) {
		return ctx
	}
	h := &hangups{to: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancel(context.WithValue(ctx, hangupsKey{}, h))
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	go func() { // until the process ends
		for range signals {
			if !h.taken.Load() {
				cancel()
				continue
			}
			select {
			case h.to <- struct{}{}:
			default: // one is waiting
			}
		}
	}()
	return ctx
}

// Hangups returns the SIGHUPs of a command that goes on after them. It returns nil if they are ignored.
func Hangups(ctx context.Context) <-chan struct{} {
	h, ok := ctx.Value(hangupsKey{}).(*hangups)
	if !ok {
		return nil
	}
	h.taken.Store(true)
	return h.to
}
