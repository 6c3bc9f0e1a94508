// seccoder-example: 1
// title: Trace the route to a game server
// guideline: Parse an address into netip.Addr and pass its own text as one argument; use no shell.
// cwe: CWE-78
// apis: net/netip.ParseAddr, os/exec.CommandContext
// applies: standard library
// --- secure ---
package support

import (
	"context"
	"errors"
	"net/netip"
	"os/exec"
	"time"
)

func TraceRoute(ctx context.Context, server string) (string, error) {
	addr, err := netip.ParseAddr(server)
	addr = addr.Unmap()
	if err != nil || addr.Zone() != "" || !addr.IsGlobalUnicast() || addr.IsPrivate() {
		return "", errors.New("not a public address")
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "traceroute", "-n", "-m", "20", addr.String()).Output()
	return string(out), err
}
// --- vulnerable ---
package support

import (
	"context"
	"os/exec"
	"time"
)

func TraceRoute(ctx context.Context, server string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "sh", "-c", "traceroute -n -m 20 "+server).Output()
	return string(out), err
}
