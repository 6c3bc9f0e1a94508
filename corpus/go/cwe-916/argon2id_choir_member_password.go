// seccoder-example: 1
// title: Store and check the password of a choir member
// guideline: Hash passwords with Argon2id (or bcrypt) and a random salt, never with a plain digest.
// cwe: CWE-916
// apis: golang.org/x/crypto/argon2.IDKey, crypto/subtle.ConstantTimeCompare
// applies: golang.org/x/crypto
// --- secure ---
package choir

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"

	"golang.org/x/crypto/argon2"
)

type Credential struct {
	Salt, Hash []byte
}

func derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, 3, 64*1024, 4, 32)
}

func NewCredential(password string) (Credential, error) {
	if len(password) < 10 || len(password) > 200 {
		return Credential{}, errors.New("password must have 10 to 200 bytes")
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return Credential{}, err
	}
	return Credential{salt, derive(password, salt)}, nil
}

func (c Credential) Matches(password string) bool {
	if len(password) > 200 {
		return false
	}
	return subtle.ConstantTimeCompare(c.Hash, derive(password, c.Salt)) == 1
}
// --- vulnerable ---
package choir

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
)

type Credential struct {
	Salt, Hash []byte
}

func derive(password string, salt []byte) []byte {
	sum := sha256.Sum256(append(salt[:len(salt):len(salt)], password...))
	return sum[:]
}

func NewCredential(password string) (Credential, error) {
	if len(password) < 10 || len(password) > 200 {
		return Credential{}, errors.New("password must have 10 to 200 bytes")
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return Credential{}, err
	}
	return Credential{salt, derive(password, salt)}, nil
}

func (c Credential) Matches(password string) bool {
	if len(password) > 200 {
		return false
	}
	return subtle.ConstantTimeCompare(c.Hash, derive(password, c.Salt)) == 1
}
