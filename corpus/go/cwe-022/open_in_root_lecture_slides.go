// seccoder-example: 1
// title: Serve a lecture's slides named in the query string
// guideline: Open requested names with os.OpenInRoot, which refuses .. and links that lead out of the root.
// cwe: CWE-22, CWE-59
// apis: os.OpenInRoot, net/http.ServeContent
// applies: standard library
// --- secure ---
package lectures

import (
	"net/http"
	"os"
)

func Slides(root string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := os.OpenInRoot(root, r.URL.Query().Get("name"))
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
