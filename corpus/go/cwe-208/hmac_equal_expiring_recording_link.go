// seccoder-example: 1
// title: Check the signature of an expiring link to a recording
// guideline: Compare a received MAC with hmac.Equal, which takes the same time wherever bytes differ.
// cwe: CWE-208
// apis: crypto/hmac.Equal, crypto/hmac.New
// applies: standard library
// --- secure ---
package recordings

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

func ValidLink(key []byte, link *url.URL, now time.Time) bool {
	query := link.Query()
	until, err := strconv.ParseInt(query.Get("until"), 10, 64)
	if err != nil || now.Unix() > until {
		return false
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s\n%d", link.Path, until)
	signature, err := hex.DecodeString(query.Get("signature"))
	return err == nil && hmac.Equal(signature, mac.Sum(nil))
}
// --- vulnerable ---
package recordings

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

func ValidLink(key []byte, link *url.URL, now time.Time) bool {
	query := link.Query()
	until, err := strconv.ParseInt(query.Get("until"), 10, 64)
	if err != nil || now.Unix() > until {
		return false
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s\n%d", link.Path, until)
	signature := query.Get("signature")
	return signature == hex.EncodeToString(mac.Sum(nil))
}
