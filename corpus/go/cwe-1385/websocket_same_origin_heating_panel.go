// seccoder-example: 1
// title: Stream room temperatures to a heating panel over a WebSocket
// guideline: Keep the Upgrader's same-origin check; a CheckOrigin that returns true lets any site in.
// cwe: CWE-1385, CWE-346
// apis: github.com/gorilla/websocket.Upgrader, github.com/gorilla/websocket.Conn.SetWriteDeadline
// applies: gorilla/websocket
// --- secure ---
package heating

import (
	"log"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// Without CheckOrigin the Origin header must name the same host as the request.
var upgrader = websocket.Upgrader{HandshakeTimeout: 5 * time.Second}

func Panel(signedIn func(*http.Request) bool, temperature func() float64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !signedIn(r) {
			http.Error(w, "sign in first", http.StatusUnauthorized)
			return
		}
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			log.Printf("heating panel: %v", err)
			return
		}
		defer conn.Close()
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for range ticker.C {
			conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			if err := conn.WriteJSON(temperature()); err != nil {
				return
			}
		}
	}
}
// --- vulnerable ---
package heating

import (
	"log"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{
	HandshakeTimeout: 5 * time.Second,
	CheckOrigin:      func(r *http.Request) bool { return true },
}

func Panel(signedIn func(*http.Request) bool, temperature func() float64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !signedIn(r) {
			http.Error(w, "sign in first", http.StatusUnauthorized)
			return
		}
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			log.Printf("heating panel: %v", err)
			return
		}
		defer conn.Close()
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for range ticker.C {
			conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			if err := conn.WriteJSON(temperature()); err != nil {
				return
			}
		}
	}
}
