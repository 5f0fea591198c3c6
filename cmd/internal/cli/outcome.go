package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Exit codes of every command. The same question, the same code, whichever command asks it:
//
//   - ExitUsage: the command line can't be meant, whatever anybody would answer. Nobody was asked.
//   - ExitRefused: whoever decides was asked and says no, or not now: a rule forbids it, or there is no such thing for
//     this client. To ask the same again at once is pointless.
//   - ExitFailed: it could not be asked, answered or done: a file, a connection, a message that is not right, a fault. A
//     name that one's own data directory lacks is one of these.
const (
	ExitDone    = 0
	ExitFailed  = 1
	ExitUsage   = 2
	ExitRefused = 3
)

// ExitCodes is the paragraph about exit codes in the help texts.
const ExitCodes = `Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by the platform
(a floor, a mode that is switched off, a purpose, a limit, a spent budget, a strike,
a dataset or audience that it does not have for you).`

// usageError marks an error in the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// Usagef returns an error that ends the command with ExitUsage.
func Usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// refusal marks what the platform's rules refuse.
type refusal struct{ error }

func (e refusal) Unwrap() error { return e.error }

// Refused returns an error that ends the command with ExitRefused.
func Refused(err error) error { return refusal{err} }

// local marks what one's own data directory says: it refuses nobody.
type local struct{ error }

func (e local) Unwrap() error { return e.error }

// Local returns an error that ends the command with ExitFailed, although it has the code of a refusal.
func Local(err error) error {
	if err == nil {
		return nil
	}
	return local{err}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// exitCode is the code that an error ends a command with.
func exitCode(err error) int {
	code := psi.CodeOf(err)
	switch {
	case err == nil:
		return ExitDone
	case is[usageError](err):
		return ExitUsage
	case is[refusal](err):
		return ExitRefused
	case is[local](err):
		return ExitFailed
	case code.Refused(), code == psi.CodeUnknownDataset, code == psi.CodeUnauthenticated:
		return ExitRefused
	}
	return ExitFailed
}

// Failure is an error as --json prints it.
type Failure struct {
	// Code is one of SPEC.md §9, or "usage", "refused", "interrupted" or "failed".
	Code    string `json:"code"`
	Message string `json:"message"`
	// RetryAt is when the same may succeed; without it that is not known, or never.
	RetryAt time.Time `json:"retry_at,omitzero"`
}

func failureOf(ctx context.Context, err error) Failure {
	f := Failure{Code: "failed", Message: err.Error()}
	if e, ok := errors.AsType[*psi.Error](err); ok {
		f.Code = string(e.Code)
		if e.RetryAfter > 0 {
			f.RetryAt = time.Now().Add(e.RetryAfter).UTC().Truncate(time.Second)
		}
		return f
	}
	switch code := exitCode(err); {
	case code == ExitUsage:
		f.Code = "usage"
	case code == ExitRefused:
		f.Code = "refused"
	case ctx.Err() != nil:
		f.Code = "interrupted"
	}
	return f
}

// wantsJSON says whether --json is among args, for a command line that can't be parsed.
func wantsJSON(args []string) bool {
	for _, a := range args {
		if a == "--" {
			return false
		}
		if a == "--json" || strings.HasPrefix(a, "--json=t") || a == "--json=1" {
			return true
		}
	}
	return false
}
