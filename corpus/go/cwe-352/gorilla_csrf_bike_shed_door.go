// seccoder-example: 1
// title: Open a bike shed door from a web form with gorilla/csrf
// guideline: Wrap every form that changes state in csrf.Protect and render its token field.
// cwe: CWE-352
// apis: github.com/gorilla/csrf.Protect, github.com/gorilla/csrf.TemplateField
// applies: gorilla/csrf
// --- secure ---
package shed

import (
	"html/template"
	"log"
	"net/http"

	"github.com/gorilla/csrf"
)

var form = template.Must(template.New("door").Parse(
	`<!doctype html><form method="post">{{.}}<button>Open the door</button></form>`))

// Routes expects to run behind the middleware that signs members in.
func Routes(csrfKey []byte, openDoor func(r *http.Request) error) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/door", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "frame-ancestors 'none'")
			if err := form.Execute(w, csrf.TemplateField(r)); err != nil {
				log.Printf("door form: %v", err)
			}
			return
		}
		if err := openDoor(r); err != nil {
			log.Printf("open door: %v", err)
			http.Error(w, "door did not open", http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return csrf.Protect(csrfKey, csrf.SameSite(csrf.SameSiteStrictMode))(mux)
}
// --- vulnerable ---
package shed

import (
	"html/template"
	"log"
	"net/http"
)

var form = template.Must(template.New("door").Parse(
	`<!doctype html><form method="post"><button>Open the door</button></form>`))

// Routes expects to run behind the middleware that signs members in.
func Routes(openDoor func(r *http.Request) error) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/door", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "frame-ancestors 'none'")
			if err := form.Execute(w, nil); err != nil {
				log.Printf("door form: %v", err)
			}
			return
		}
		if err := openDoor(r); err != nil {
			log.Printf("open door: %v", err)
			http.Error(w, "door did not open", http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}
