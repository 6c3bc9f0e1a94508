// seccoder-example: 1
// title: Create the invite code of a course
// guideline: Draw codes that grant access from crypto/rand and check its error; not from math/rand.
// cwe: CWE-338, CWE-330
// apis: crypto/rand.Read
// applies: standard library
// --- secure ---
package courses

import "crypto/rand"

// 32 letters and digits that are hard to confuse; 5 random bits choose one of them.
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

func NewInviteCode() (string, error) {
	code := make([]byte, 20)
	if _, err := rand.Read(code); err != nil {
		return "", err
	}
	for i, b := range code {
		code[i] = alphabet[b%32]
	}
	return string(code), nil
}
// --- vulnerable ---
package courses

import (
	"math/rand"
	"time"
)

// 32 letters and digits that are hard to confuse; 5 random bits choose one of them.
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

func NewInviteCode() (string, error) {
	random := rand.New(rand.NewSource(time.Now().UnixNano()))
	code := make([]byte, 20)
	for i := range code {
		code[i] = alphabet[random.Intn(32)]
	}
	return string(code), nil
}
