// seccoder-example: 1
// title: Connect to a laboratory server with a private certificate authority
// guideline: Add a private CA to RootCAs; never turn certificate checks off with InsecureSkipVerify.
// cwe: CWE-295
// apis: crypto/tls.Config.RootCAs, crypto/x509.CertPool.AppendCertsFromPEM
// applies: standard library
// --- secure ---
package laboratory

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"time"
)

func NewClient(caFile string) (*http.Client, error) {
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate", caFile)
	}
	config := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return &http.Client{
		Timeout:   15 * time.Second,
		Transport: &http.Transport{TLSClientConfig: config},
	}, nil
}
// --- vulnerable ---
package laboratory

import (
	"crypto/tls"
	"net/http"
	"time"
)

func NewClient() (*http.Client, error) {
	config := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}
	return &http.Client{
		Timeout:   15 * time.Second,
		Transport: &http.Transport{TLSClientConfig: config},
	}, nil
}
