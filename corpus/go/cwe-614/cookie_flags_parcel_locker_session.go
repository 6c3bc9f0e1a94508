// seccoder-example: 1
// title: Start a session at a parcel locker with a cookie
// guideline: Give a session cookie Secure, HttpOnly and SameSite, and the __Host- prefix.
// cwe: CWE-614, CWE-1004, CWE-1275
// apis: net/http.SetCookie, net/http.Cookie
// applies: standard library
// --- secure ---
package locker

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
)

func StartSession(w http.ResponseWriter) (string, error) {
	id := make([]byte, 32)
	if _, err := rand.Read(id); err != nil {
		return "", err
	}
	session := base64.RawURLEncoding.EncodeToString(id)
	http.SetCookie(w, &http.Cookie{
		Name:     "__Host-locker",
		Value:    session,
		Path:     "/",
		MaxAge:   1800,
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteStrictMode,
	})
	return session, nil
}
// --- vulnerable ---
package locker

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
)

func StartSession(w http.ResponseWriter) (string, error) {
	id := make([]byte, 32)
	if _, err := rand.Read(id); err != nil {
		return "", err
	}
	session := base64.RawURLEncoding.EncodeToString(id)
	http.SetCookie(w, &http.Cookie{
		Name:   "locker",
		Value:  session,
		Path:   "/",
		MaxAge: 1800,
	})
	return session, nil
}
