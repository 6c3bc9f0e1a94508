// seccoder-example: 1
// title: Serve the viewers' captions of a live stream as text
// guideline: Declare foreign text as text/plain with nosniff, so that no browser takes it for HTML.
// cwe: CWE-79
// apis: net/http.Header.Set, github.com/gorilla/mux.Vars
// applies: gorilla/mux
// --- secure ---
package captions

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log"
	"net/http"

	"github.com/gorilla/mux"
)

type Store interface {
	Text(ctx context.Context, stream string) (string, error)
}

func Show(store Store) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text, err := store.Text(r.Context(), mux.Vars(r)["stream"])
		if errors.Is(err, fs.ErrNotExist) {
			http.NotFound(w, r)
			return
		}
		if err != nil {
			log.Printf("load captions: %v", err)
			http.Error(w, "captions not available", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		io.WriteString(w, text)
	}
}
// --- vulnerable ---
package captions

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log"
	"net/http"

	"github.com/gorilla/mux"
)

type Store interface {
	Text(ctx context.Context, stream string) (string, error)
}

func Show(store Store) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text, err := store.Text(r.Context(), mux.Vars(r)["stream"])
		if errors.Is(err, fs.ErrNotExist) {
			http.NotFound(w, r)
			return
		}
		if err != nil {
			log.Printf("load captions: %v", err)
			http.Error(w, "captions not available", http.StatusInternalServerError)
			return
		}
		io.WriteString(w, text)
	}
}
