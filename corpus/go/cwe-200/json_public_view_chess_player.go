// seccoder-example: 1
// title: Publish the profile of a chess player as JSON
// guideline: Encode a type made for the public answer; never the whole stored record.
// cwe: CWE-200, CWE-359
// apis: encoding/json.Encoder.Encode
// applies: standard library
// --- secure ---
package chess

import (
	"encoding/json"
	"log"
	"net/http"
)

type Player struct {
	Name         string
	Rating       int
	Email        string
	BirthDate    string
	PasswordHash string
}

type publicPlayer struct {
	Name   string `json:"name"`
	Rating int    `json:"rating"`
}

func Profile(find func(name string) (Player, bool)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		player, ok := find(r.URL.Query().Get("name"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		view := publicPlayer{Name: player.Name, Rating: player.Rating}
		if err := json.NewEncoder(w).Encode(view); err != nil {
			log.Printf("write profile: %v", err)
		}
	}
}
// --- vulnerable ---
package chess

import (
	"encoding/json"
	"log"
	"net/http"
)

type Player struct {
	Name         string
	Rating       int
	Email        string
	BirthDate    string
	PasswordHash string
}

func Profile(find func(name string) (Player, bool)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		player, ok := find(r.URL.Query().Get("name"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(player); err != nil {
			log.Printf("write profile: %v", err)
		}
	}
}
