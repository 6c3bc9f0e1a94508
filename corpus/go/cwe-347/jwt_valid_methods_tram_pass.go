// seccoder-example: 1
// title: Read the claims of a tram pass from a JSON Web Token
// guideline: Verify a token with its key and WithValidMethods before you use any of its claims.
// cwe: CWE-347
// apis: github.com/golang-jwt/jwt/v5.ParseWithClaims, github.com/golang-jwt/jwt/v5.WithValidMethods
// applies: golang-jwt
// --- secure ---
package tram

import (
	"crypto/ed25519"

	"github.com/golang-jwt/jwt/v5"
)

type Pass struct {
	Zone string `json:"zone"`
	jwt.RegisteredClaims
}

func ReadPass(token string, key ed25519.PublicKey) (*Pass, error) {
	var pass Pass
	keyFor := func(*jwt.Token) (any, error) { return key, nil }
	_, err := jwt.ParseWithClaims(token, &pass, keyFor,
		jwt.WithValidMethods([]string{"EdDSA"}),
		jwt.WithIssuer("https://pass.example.org"),
		jwt.WithAudience("gate"),
		jwt.WithExpirationRequired())
	if err != nil {
		return nil, err
	}
	return &pass, nil
}
// --- vulnerable ---
package tram

import "github.com/golang-jwt/jwt/v5"

type Pass struct {
	Zone string `json:"zone"`
	jwt.RegisteredClaims
}

func ReadPass(token string) (*Pass, error) {
	var pass Pass
	_, _, err := jwt.NewParser().ParseUnverified(token, &pass)
	if err != nil {
		return nil, err
	}
	err = jwt.NewValidator(
		jwt.WithIssuer("https://pass.example.org"),
		jwt.WithAudience("gate"),
		jwt.WithExpirationRequired()).Validate(&pass)
	if err != nil {
		return nil, err
	}
	return &pass, nil
}
