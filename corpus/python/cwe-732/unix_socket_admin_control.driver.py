# Shows whether other users of the machine may connect to the control socket.
import os
import socket
import stat
import sys

import example

os.umask(0o022)
with example.open_control_socket("control.sock") as server:
    mode = stat.S_IMODE(os.stat("control.sock").st_mode)
    if sys.argv[1] == "benign":
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.connect("control.sock")
            client.sendall(b"status")
            peer, _ = server.accept()
            with peer:
                print(peer.recv(16))
        sys.exit(0)
if mode & 0o022:
    print(f"everybody may write to the control socket: {mode:o}")
    sys.exit(10)
