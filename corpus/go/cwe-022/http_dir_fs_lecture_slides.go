// seccoder-example: 1
// title: Serve a lecture's slides named in the query string
// guideline: Open requested names through os.DirFS, which refuses every path that leaves its root.
// cwe: CWE-22
// apis: os.DirFS, net/http.FS, net/http.ServeContent
// applies: standard library
// --- secure ---
package lectures

import (
	"net/http"
	"os"
)

func Slides(root string) http.HandlerFunc {
	slides := http.FS(os.DirFS(root))
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := slides.Open(r.URL.Query().Get("name"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil || !info.Mode().IsRegular() {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, info.Name(), info.ModTime(), f)
	}
}
// --- vulnerable ---
package lectures

import (
	"net/http"
	"os"
	"path/filepath"
)

func Slides(root string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := os.Open(filepath.Join(root, r.URL.Query().Get("name")))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil || !info.Mode().IsRegular() {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, info.Name(), info.ModTime(), f)
	}
}
