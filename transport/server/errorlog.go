package server

import (
	"log"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/internal/plain"
)

// Lines about connections that a server logs in each minute; of the others it logs how many there were.
const linesAMinute = 10

// errorLog logs what net/http says about connections. Whoever can connect can make it say something, so the rate is
// bounded.
func (d *Doors) errorLog() *log.Logger { return log.New(&connLog{doors: d}, "", 0) }

// connLog is where net/http writes. Each write is a line.
type connLog struct {
	doors *Doors

	mu      sync.Mutex
	began   time.Time
	lines   int
	dropped int
}

func (l *connLog) Write(line []byte) (int, error) {
	s := plain.Line(strings.TrimSpace(string(line)))
	if strings.Contains(s, "TLS handshake error") {
		l.doors.mu.Lock()
		l.doors.count.Handshakes++
		l.doors.mu.Unlock()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); now.Sub(l.began) > time.Minute {
		if l.dropped > 0 {
			l.doors.cfg.Log.Warn("connections: lines left out", "lines", l.dropped)
		}
		l.began, l.lines, l.dropped = now, 0, 0
	}
	if l.lines++; l.lines > linesAMinute {
		l.dropped++
		return len(line), nil
	}
	l.doors.cfg.Log.Warn("connection: " + s[:min(len(s), 500)])
	return len(line), nil
}
