// seccoder-example: 1
// title: Return to the earlier page after the terms were accepted
// guideline: Build the redirect from the cleaned path and query of a URL that names no host.
// cwe: CWE-601
// apis: net/http.Redirect, net/url.Parse, path.Clean
// applies: standard library
// --- secure ---
package terms

import (
	"net/http"
	"net/url"
	"path"
)

func Accept(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	http.SetCookie(w, &http.Cookie{
		Name: "terms", Value: "2", Path: "/", MaxAge: 365 * 24 * 3600,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, localTarget(r.PostFormValue("back")), http.StatusSeeOther)
}

func localTarget(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.IsAbs() || u.Host != "" {
		return "/"
	}
	local := url.URL{Path: path.Clean("/" + u.Path), RawQuery: u.RawQuery}
	return local.String()
}
// --- vulnerable ---
package terms

import (
	"net/http"
	"strings"
)

func Accept(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	http.SetCookie(w, &http.Cookie{
		Name: "terms", Value: "2", Path: "/", MaxAge: 365 * 24 * 3600,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, localTarget(r.PostFormValue("back")), http.StatusSeeOther)
}

func localTarget(back string) string {
	if !strings.HasPrefix(back, "/") {
		return "/"
	}
	return back
}
