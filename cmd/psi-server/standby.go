package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/behind"
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/replica"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/server"
)

// lookEvery is how often a server that waits looks whether another one still serves.
const lookEvery = 500 * time.Millisecond

// takeOver opens a platform as soon as no other process serves from its data directory. It is nil
// if ctx ends before. meanwhile is called once if there is one.
func takeOver(ctx context.Context, data string, cfg platform.Config, meanwhile func()) (*platform.Platform, error) {
	waiting := false
	for {
		p, err := platform.Open(data, cfg)
		if !errors.Is(err, platform.ErrLocked) {
			if err == nil && waiting {
				cfg.Log.Warn("standby: takes over")
			}
			return p, err
		}
		if !waiting {
			waiting = true
			cfg.Log.Info("standby: another server runs on the data directory; waiting")
			meanwhile()
		}
		select {
		case <-ctx.Done():
			cfg.Log.Info("stopped")
			return nil, nil
		case <-time.After(lookEvery):
		}
	}
}

// stand is what a server does that listens while another one serves. It ends with p nil if ctx ends, else with
// what is to be served beside --listen.
func (f *serveFlags) stand(ctx context.Context, front *behind.Front, doors *server.Doors, ready *readiness) (p *platform.Platform, peers net.Listener, err error) {
	in, err := f.replica.Open()
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if peers == nil {
			err = errors.Join(err, in.Close())
		}
	}()
	var relay *replica.Relay
	var rows *platform.Directory
	var fault error
	waiting, give := context.WithCancel(ctx)
	defer give()
	p, err = takeOver(waiting, f.data, f.cfg, func() {
		if rows, fault = datadir.Write(ctx, f.data); fault != nil {
			give()
			return
		}
		front.Step(doors.ErrorLog(), func(l net.Listener) net.Listener {
			serving := func(ctx context.Context) (string, error) { return platform.ServingAt(ctx, rows) }
			relay = replica.New(l, replica.Config{Self: f.replica.Address(), Serving: serving, Log: f.cfg.Log})
			return relay
		})
		ready.is(relay.Ready)
	})
	if relay != nil {
		relay.Served() // it asks no more
	}
	if rows != nil {
		fault = errors.Join(fault, rows.Close())
	}
	if err = errors.Join(err, fault); err != nil || p == nil {
		return nil, nil, errors.Join(err, closeOf(p))
	}
	return p, in.Serving(doors.ErrorLog(), p.Ready), nil
}

// readiness is what /readyz says.
type readiness struct {
	mu  sync.Mutex
	ask func(context.Context) error
}

func (r *readiness) is(ask func(context.Context) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ask = ask
}

// Ready fails until somebody can be asked.
func (r *readiness) Ready(ctx context.Context) error {
	r.mu.Lock()
	ask := r.ask
	r.mu.Unlock()
	if ask == nil {
		return errors.New("the server is starting")
	}
	return ask(ctx)
}

// evicted ends the process at once, as if it was killed: another may have taken over, and goes on with the sessions.
func evicted(log *slog.Logger) func(error) {
	return func(err error) {
		log.Error("the connection to PostgreSQL that has the lock to serve is gone: ending at once; start the server again, with --standby it waits", "error", err)
		os.Exit(cli.ExitFailed)
	}
}

func closeOf(p *platform.Platform) error {
	if p == nil {
		return nil
	}
	return p.Close()
}
