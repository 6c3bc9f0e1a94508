# A label must not bring a second command to the desk.
import socket
import sys

from example import rename_channel

ours, desk = socket.socketpair()
ours.settimeout(1)
desk.settimeout(1)


def rename(channel, label):
    desk.sendall(b"OK\r\n")
    answer = rename_channel(ours, channel, label)
    return answer, desk.recv(1024).decode("ascii").splitlines()


if sys.argv[1] == "benign":
    print(rename(7, "Front wash"))
    print(rename(512, "Spot-2_left"))
else:
    try:
        lines = rename(7, "Front\r\nBLACKOUT ALL")[1]
    except ValueError:
        sys.exit(0)
    if len(lines) != 1:
        print("the desk read these commands:", lines)
        sys.exit(10)
