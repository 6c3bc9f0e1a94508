// seccoder-example: 1
// title: Accept only turbines with a certificate of the wind farm
// guideline: Set ClientAuth to RequireAndVerifyClientCert; every weaker mode admits unverified clients.
// cwe: CWE-295, CWE-287
// apis: crypto/tls.Config.ClientAuth, crypto/tls.RequireAndVerifyClientCert
// applies: standard library
// --- secure ---
package windfarm

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"time"
)

func NewServer(cert tls.Certificate, farmCA []byte, control http.Handler) (*http.Server, error) {
	turbines := x509.NewCertPool()
	if !turbines.AppendCertsFromPEM(farmCA) {
		return nil, errors.New("no certificate authority for turbines")
	}
	return &http.Server{
		Addr:         ":8443",
		Handler:      control,
		ReadTimeout:  10 * time.Second,
		WriteTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{cert},
			ClientCAs:    turbines,
			ClientAuth:   tls.RequireAndVerifyClientCert,
			MinVersion:   tls.VersionTLS12,
		},
	}, nil
}
// --- vulnerable ---
package windfarm

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"time"
)

func NewServer(cert tls.Certificate, farmCA []byte, control http.Handler) (*http.Server, error) {
	turbines := x509.NewCertPool()
	if !turbines.AppendCertsFromPEM(farmCA) {
		return nil, errors.New("no certificate authority for turbines")
	}
	return &http.Server{
		Addr:         ":8443",
		Handler:      control,
		ReadTimeout:  10 * time.Second,
		WriteTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{cert},
			ClientCAs:    turbines,
			ClientAuth:   tls.RequireAnyClientCert,
			MinVersion:   tls.VersionTLS12,
		},
	}, nil
}
