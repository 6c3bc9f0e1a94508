# Shows whether a client can make the server hold a line of any length.
import socket
import sys
import threading

import example

client, server = socket.socketpair()


def serve():
    with server:
        example.GlossaryHandler(server, "client", None)


thread = threading.Thread(target=serve)
thread.start()
with client:
    client.settimeout(5)
    if sys.argv[1] == "benign":
        client.sendall(b"ebb\nspring\nNeap\n")
        client.shutdown(socket.SHUT_WR)
        print(client.makefile().read())
        thread.join()
        sys.exit(0)
    sent = 0
    try:
        while sent < 16 << 20:
            sent += client.send(b"a" * 65536)
    except OSError:
        pass
thread.join()
if sent > 4 << 20:
    print("the server took a line of", sent, "bytes")
    sys.exit(10)
