// seccoder-example: 1
// title: Give up root rights after binding the time server's port
// guideline: Check setgroups, setgid and setuid and stop on an error, or the process stays root.
// cwe: CWE-252, CWE-273
// apis: syscall.Setgroups, syscall.Setgid, syscall.Setuid
// applies: standard library, POSIX
// --- secure ---
package timeserver

import (
	"fmt"
	"net"
	"syscall"
)

func Listen(uid, gid int) (net.PacketConn, error) {
	conn, err := net.ListenPacket("udp", ":123")
	if err != nil {
		return nil, err
	}
	if err := dropRights(uid, gid); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

func dropRights(uid, gid int) error {
	if err := syscall.Setgroups([]int{gid}); err != nil {
		return fmt.Errorf("setgroups: %w", err)
	}
	if err := syscall.Setgid(gid); err != nil {
		return fmt.Errorf("setgid: %w", err)
	}
	if err := syscall.Setuid(uid); err != nil {
		return fmt.Errorf("setuid: %w", err)
	}
	return nil
}
// --- vulnerable ---
package timeserver

import (
	"net"
	"syscall"
)

func Listen(uid, gid int) (net.PacketConn, error) {
	conn, err := net.ListenPacket("udp", ":123")
	if err != nil {
		return nil, err
	}
	dropRights(uid, gid)
	return conn, nil
}

func dropRights(uid, gid int) {
	syscall.Setgroups([]int{gid})
	syscall.Setgid(gid)
	syscall.Setuid(uid)
}
