package server

import (
	"fmt"
	"log"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/internal/plain"
)

// Lines about connections that a server logs in each minute; of the others it logs how many there were.
const linesAMinute = 10

// ErrorLog logs what net/http and others say about connections. Whoever can connect can make it say something, so the
// rate is bounded.
func (d *Doors) ErrorLog() *log.Logger { return log.New(&connLog{doors: d}, "", 0) }

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
	s = s[:min(len(s), 500)] + byWhichClock(s)
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
	l.doors.cfg.Log.Warn("connection: " + s)
	return len(line), nil
}

// datesRE finds what crypto/x509 says of a certificate that is not valid now.
var datesRE = regexp.MustCompile(`current time (\S+) is (before|after) (\S+)`)

// byWhichClock says what a client's certificate that is not valid now tells of clocks. A machine whose clock is behind
// refuses clients for it, and they are told only that their certificates are out of date.
func byWhichClock(line string) string {
	m := datesRE.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	now, err := time.Parse(time.RFC3339, m[1])
	date, err2 := time.Parse(time.RFC3339, m[3])
	if err != nil || err2 != nil {
		return ""
	}
	by := now.Sub(date).Abs().Round(time.Minute)
	if m[2] == "before" {
		return fmt.Sprintf(" (the client's certificate begins in %s by this machine's clock: that is behind, or the one of who signed the certificate was ahead)", figures.Duration(by))
	}
	return fmt.Sprintf(" (the client's certificate ended %s ago by this machine's clock: renew it, if the clock is right)", figures.Duration(by))
}
