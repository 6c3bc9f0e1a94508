// seccoder-example: 1
// title: Seal a saved game for one player with XChaCha20-Poly1305
// guideline: Draw a new random nonce for every Seal; two messages must never share key and nonce.
// cwe: CWE-323
// apis: golang.org/x/crypto/chacha20poly1305.NewX, crypto/rand.Read
// applies: golang.org/x/crypto
// --- secure ---
package saves

import (
	"crypto/rand"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// SealSave binds the save to its player, so that it cannot be moved to another.
func SealSave(key []byte, playerID string, save []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("seal save: %w", err)
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal save: %w", err)
	}
	return aead.Seal(nonce, nonce, save, []byte(playerID)), nil
}
// --- vulnerable ---
package saves

import (
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// SealSave binds the save to its player, so that it cannot be moved to another.
func SealSave(key []byte, playerID string, save []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("seal save: %w", err)
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	return aead.Seal(nonce, nonce, save, []byte(playerID)), nil
}
