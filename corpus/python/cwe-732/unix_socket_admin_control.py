# seccoder-example: 1
# title: Open a control socket for a local administration tool
# guideline: Create a control socket under a tight umask so that its owner alone may connect.
# cwe: CWE-732
# apis: socket.socket.bind, os.umask
# applies: POSIX
# --- secure ---
import contextlib
import os
import socket


def open_control_socket(path: str) -> socket.socket:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # The umask is the whole process's: open the socket before starting threads.
    previous = os.umask(0o177)
    try:
        server.bind(path)
        server.listen(8)
    except OSError:
        server.close()
        raise
    finally:
        os.umask(previous)
    return server
# --- vulnerable ---
import contextlib
import os
import socket


def open_control_socket(path: str) -> socket.socket:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        server.bind(path)
        os.chmod(path, 0o666)
        server.listen(8)
    except OSError:
        server.close()
        raise
    return server
