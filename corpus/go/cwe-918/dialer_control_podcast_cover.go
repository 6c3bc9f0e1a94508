// seccoder-example: 1
// title: Download the cover picture that a podcast feed names
// guideline: Check addresses in the dialer's Control hook: after name resolution and on each redirect.
// cwe: CWE-918
// apis: net.Dialer.Control, net/netip.Addr.IsPrivate, net/http.Client.Get
// applies: standard library
// --- secure ---
package podcasts

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/32"),
	netip.MustParsePrefix("2002::/16"),
}

func publicOnly(_, address string, _ syscall.RawConn) error {
	dest, err := netip.ParseAddrPort(address)
	ip := dest.Addr().Unmap()
	allowed := ip.IsGlobalUnicast() && !ip.IsPrivate() && dest.Port() == 443
	for _, prefix := range reserved {
		allowed = allowed && !prefix.Contains(ip)
	}
	if err != nil || !allowed {
		return fmt.Errorf("%s is not a public web server", address)
	}
	return nil
}

var dialer = &net.Dialer{Timeout: 5 * time.Second, Control: publicOnly}
var transport = &http.Transport{DialContext: dialer.DialContext}
var client = &http.Client{Timeout: 10 * time.Second, Transport: transport}

func Cover(link string) ([]byte, error) {
	resp, err := client.Get(link)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(http.MaxBytesReader(nil, resp.Body, 2<<20))
}
// --- vulnerable ---
package podcasts

import (
	"io"
	"net"
	"net/http"
	"time"
)

var dialer = &net.Dialer{Timeout: 5 * time.Second}
var transport = &http.Transport{DialContext: dialer.DialContext}
var client = &http.Client{Timeout: 10 * time.Second, Transport: transport}

func Cover(link string) ([]byte, error) {
	resp, err := client.Get(link)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(http.MaxBytesReader(nil, resp.Body, 2<<20))
}
