// seccoder-example: 1
// title: Run the HTTP server of a museum guide until it is stopped
// guideline: Give http.Server read, write and idle timeouts; without them slow clients hold it forever.
// cwe: CWE-400, CWE-770
// apis: net/http.Server.ReadHeaderTimeout, net/http.Server.Shutdown
// applies: standard library
// --- secure ---
package guide

import (
	"context"
	"net/http"
	"time"
)

func Serve(ctx context.Context, addr string, handler http.Handler) error {
	server := &http.Server{
		Addr:              addr,
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		last, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		return server.Shutdown(last)
	}
}
// --- vulnerable ---
package guide

import (
	"context"
	"net/http"
	"time"
)

func Serve(ctx context.Context, addr string, handler http.Handler) error {
	server := &http.Server{
		Addr:    addr,
		Handler: handler,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		last, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		return server.Shutdown(last)
	}
}
