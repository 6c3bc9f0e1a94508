// seccoder-example: 1
// title: Listen on a Unix socket for control commands
// guideline: Put a control socket into a folder with mode 0700, so that only its owner can connect.
// cwe: CWE-732
// apis: net.Listen, os.MkdirAll, os.Chmod
// applies: standard library, POSIX
// --- secure ---
package control

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// Listen expects runDir, such as /run, to be writable for no other user.
func Listen(runDir string) (net.Listener, error) {
	dir := filepath.Join(runDir, "heating")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	// MkdirAll leaves the mode of a folder from an earlier start alone.
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, err
	}
	socket := filepath.Join(dir, "control.sock")
	if err := os.Remove(socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return net.Listen("unix", socket)
}
// --- vulnerable ---
package control

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// Listen expects runDir, such as /run, to be writable for no other user.
func Listen(runDir string) (net.Listener, error) {
	dir := filepath.Join(runDir, "heating")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	socket := filepath.Join(dir, "control.sock")
	if err := os.Remove(socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	return listener, os.Chmod(socket, 0o777)
}
