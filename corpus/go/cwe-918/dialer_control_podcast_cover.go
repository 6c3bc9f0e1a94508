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
	"slices"
	"syscall"
	"time"
)

var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("fec0::/10"),
	netip.MustParsePrefix("::/3"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2002::/16"),
}

func publicOnly(_, address string, _ syscall.RawConn) error {
	dest, err := netip.ParseAddrPort(address)
	ip := dest.Addr().Unmap()
	if err != nil || dest.Port() != 443 || !ip.IsGlobalUnicast() || ip.IsPrivate() ||
		slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(ip) }) {
		return fmt.Errorf("%s is not a public web server", address)
	}
	return nil
}

var transport = &http.Transport{DialContext: (&net.Dialer{Control: publicOnly}).DialContext}
var client = &http.Client{Timeout: 10 * time.Second, Transport: transport}

func Cover(link string) ([]byte, error) {
	resp, err := client.Get(link)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("cover server answered %s", resp.Status)
	}
	return io.ReadAll(http.MaxBytesReader(nil, resp.Body, 2<<20))
}
// --- vulnerable ---
package podcasts

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

var client = &http.Client{Timeout: 10 * time.Second}

func Cover(link string) ([]byte, error) {
	resp, err := client.Get(link)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("cover server answered %s", resp.Status)
	}
	return io.ReadAll(http.MaxBytesReader(nil, resp.Body, 2<<20))
}
