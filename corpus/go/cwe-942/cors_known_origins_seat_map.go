// seccoder-example: 1
// title: Let the partner sites read the seat map with credentials
// guideline: Allow cross-origin reads with credentials for listed origins only; never echo any Origin.
// cwe: CWE-942, CWE-346
// apis: net/http.Header.Set, net/http.Header.Add
// applies: standard library
// --- secure ---
package seats

import "net/http"

var partners = map[string]bool{
	"https://theatre.example.org": true,
	"https://opera.example.org":   true,
}

func AllowPartners(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); partners[origin] {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.Header().Set("Access-Control-Allow-Credentials", "true")
		}
		next.ServeHTTP(w, r)
	})
}
// --- vulnerable ---
package seats

import "net/http"

func AllowPartners(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); origin != "" {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.Header().Set("Access-Control-Allow-Credentials", "true")
		}
		next.ServeHTTP(w, r)
	})
}
