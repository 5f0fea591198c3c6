package officer_test

import (
	"context"
	"net/http"

	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/platform/record"
	"github.com/blindmatch/blindmatch/transport/officer"
)

// A platform puts the pages behind its own login, beside its other routes.
func Example() {
	h, err := officer.New(officer.Config{Open: func(context.Context) (*record.Record, error) {
		d, err := platform.OpenDirectoryReadOnly("data", platform.DirectoryConfig{})
		if err != nil {
			return nil, err
		}
		return record.Of(d), nil
	}})
	if err != nil {
		panic(err)
	}
	defer h.Close()
	routes := http.NewServeMux()
	routes.Handle("/officer/", officersOnly(http.StripPrefix("/officer", h)))
}

// officersOnly stands in for the platform's login.
func officersOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Role") != "officer" {
			http.Error(w, "not for you", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
