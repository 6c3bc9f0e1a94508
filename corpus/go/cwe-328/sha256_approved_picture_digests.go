// seccoder-example: 1
// title: Remember which pictures a moderator has approved
// guideline: Identify content by SHA-256; MD5 and SHA-1 let two different files share one digest.
// cwe: CWE-328
// apis: crypto/sha256.Sum256
// applies: standard library
// --- secure ---
package moderation

import (
	"crypto/sha256"
	"sync"
)

type Approvals struct {
	mu      sync.RWMutex
	digests map[[sha256.Size]byte]bool
}

func NewApprovals() *Approvals {
	return &Approvals{digests: make(map[[sha256.Size]byte]bool)}
}

func (a *Approvals) Approve(picture []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.digests[sha256.Sum256(picture)] = true
}

func (a *Approvals) Approved(picture []byte) bool {
	digest := sha256.Sum256(picture)
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.digests[digest]
}
// --- vulnerable ---
package moderation

import (
	"crypto/md5"
	"sync"
)

type Approvals struct {
	mu      sync.RWMutex
	digests map[[md5.Size]byte]bool
}

func NewApprovals() *Approvals {
	return &Approvals{digests: make(map[[md5.Size]byte]bool)}
}

func (a *Approvals) Approve(picture []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.digests[md5.Sum(picture)] = true
}

func (a *Approvals) Approved(picture []byte) bool {
	digest := md5.Sum(picture)
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.digests[digest]
}
