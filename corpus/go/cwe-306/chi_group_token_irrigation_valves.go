// seccoder-example: 1
// title: Control irrigation valves behind a controller token with chi
// guideline: Put every route that acts in a group whose middleware authenticates the caller.
// cwe: CWE-306
// apis: github.com/go-chi/chi/v5.Router.Use, crypto/subtle.ConstantTimeCompare
// applies: chi
// --- secure ---
package irrigation

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"

	"github.com/go-chi/chi/v5"
)

func Routes(tokenHash [sha256.Size]byte, status, open, shut http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Get("/status", status)
	r.Group(func(r chi.Router) {
		r.Use(requireToken(tokenHash))
		r.Post("/valves/{valve}/open", open)
		r.Post("/valves/{valve}/shut", shut)
	})
	return r
}

func requireToken(tokenHash [sha256.Size]byte) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			given := sha256.Sum256([]byte(r.Header.Get("X-Controller-Token")))
			if subtle.ConstantTimeCompare(given[:], tokenHash[:]) != 1 {
				http.Error(w, "token required", http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
// --- vulnerable ---
package irrigation

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

func Routes(status, open, shut http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Get("/status", status)
	r.Group(func(r chi.Router) {
		r.Post("/valves/{valve}/open", open)
		r.Post("/valves/{valve}/shut", shut)
	})
	return r
}
