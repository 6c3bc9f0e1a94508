// seccoder-example: 1
// title: Log map searches that found no place
// guideline: Log foreign text with %q and a length limit, so that it cannot start a line of its own.
// cwe: CWE-117
// apis: log.Printf
// applies: standard library
// --- secure ---
package atlas

import (
	"encoding/json"
	"log"
	"net/http"
)

func Search(find func(text string) []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text := r.URL.Query().Get("q")
		places := find(text)
		if len(places) == 0 {
			log.Printf("no place found for %.80q", text)
			http.Error(w, "no such place", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(places); err != nil {
			log.Printf("write places: %v", err)
		}
	}
}
// --- vulnerable ---
package atlas

import (
	"encoding/json"
	"log"
	"net/http"
)

func Search(find func(text string) []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text := r.URL.Query().Get("q")
		places := find(text)
		if len(places) == 0 {
			log.Printf("no place found for %s", text)
			http.Error(w, "no such place", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(places); err != nil {
			log.Printf("write places: %v", err)
		}
	}
}
