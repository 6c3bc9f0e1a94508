// seccoder-example: 1
// title: Rename a playlist of the signed-in listener
// guideline: Name the owner from the session in the WHERE clause and report zero rows as not found.
// cwe: CWE-639
// apis: database/sql.DB.ExecContext, database/sql.Result.RowsAffected, github.com/gorilla/mux.Vars
// applies: gorilla/mux, database/sql, postgresql
// --- secure ---
package playlists

import (
	"database/sql"
	"log"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"
)

type API struct {
	DB       *sql.DB
	Listener func(*http.Request) (id int64, ok bool)
}

func (a *API) Rename(w http.ResponseWriter, r *http.Request) {
	listener, ok := a.Listener(r)
	if !ok {
		http.Error(w, "sign in first", http.StatusUnauthorized)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	title := r.PostFormValue("title")
	playlist, err := strconv.ParseInt(mux.Vars(r)["playlist"], 10, 64)
	if err != nil || title == "" || len(title) > 100 {
		http.Error(w, "not a playlist or title", http.StatusBadRequest)
		return
	}
	result, err := a.DB.ExecContext(r.Context(),
		"UPDATE playlists SET title = $1 WHERE id = $2 AND owner_id = $3",
		title, playlist, listener)
	if err != nil {
		log.Printf("rename playlist: %v", err)
		http.Error(w, "playlist not changed", http.StatusInternalServerError)
	} else if n, err := result.RowsAffected(); err != nil || n == 0 {
		http.NotFound(w, r)
	}
}
// --- vulnerable ---
package playlists

import (
	"database/sql"
	"log"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"
)

type API struct {
	DB       *sql.DB
	Listener func(*http.Request) (id int64, ok bool)
}

func (a *API) Rename(w http.ResponseWriter, r *http.Request) {
	if _, ok := a.Listener(r); !ok {
		http.Error(w, "sign in first", http.StatusUnauthorized)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	title := r.PostFormValue("title")
	playlist, err := strconv.ParseInt(mux.Vars(r)["playlist"], 10, 64)
	if err != nil || title == "" || len(title) > 100 {
		http.Error(w, "not a playlist or title", http.StatusBadRequest)
		return
	}
	result, err := a.DB.ExecContext(r.Context(),
		"UPDATE playlists SET title = $1 WHERE id = $2",
		title, playlist)
	if err != nil {
		log.Printf("rename playlist: %v", err)
		http.Error(w, "playlist not changed", http.StatusInternalServerError)
	} else if n, err := result.RowsAffected(); err != nil || n == 0 {
		http.NotFound(w, r)
	}
}
