// seccoder-example: 1
// title: Encrypt and decrypt a diary note with AES
// guideline: Use AES-GCM with a fresh random nonce for each message; never encrypt block by block.
// cwe: CWE-327, CWE-353
// apis: crypto/cipher.NewGCM, crypto/cipher.AEAD.Seal, crypto/rand.Read
// applies: standard library
// --- secure ---
package diary

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
)

type Vault struct{ aead cipher.AEAD }

func NewVault(key []byte) (*Vault, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &Vault{aead}, err
}

func (v *Vault) Seal(note []byte) ([]byte, error) {
	nonce := make([]byte, v.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return v.aead.Seal(nonce, nonce, note, nil), nil
}

func (v *Vault) Open(sealed []byte) ([]byte, error) {
	n := v.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("note is damaged")
	}
	return v.aead.Open(nil, sealed[:n], sealed[n:], nil)
}
// --- vulnerable ---
package diary

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"errors"
)

type Vault struct{ block cipher.Block }

func NewVault(key []byte) (*Vault, error) {
	block, err := aes.NewCipher(key)
	return &Vault{block}, err
}

func (v *Vault) Seal(note []byte) ([]byte, error) {
	pad := aes.BlockSize - len(note)%aes.BlockSize
	plain := append(note[:len(note):len(note)], bytes.Repeat([]byte{byte(pad)}, pad)...)
	sealed := make([]byte, len(plain))
	for i := 0; i < len(plain); i += aes.BlockSize {
		v.block.Encrypt(sealed[i:], plain[i:])
	}
	return sealed, nil
}

func (v *Vault) Open(sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return nil, errors.New("note is damaged")
	}
	note := make([]byte, len(sealed))
	for i := 0; i < len(sealed); i += aes.BlockSize {
		v.block.Decrypt(note[i:], sealed[i:])
	}
	pad := int(note[len(note)-1])
	if pad < 1 || pad > aes.BlockSize {
		return nil, errors.New("note is damaged")
	}
	return note[:len(note)-pad], nil
}
