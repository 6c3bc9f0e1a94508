# Somebody who does not know the key answers in the meter's place.
import hmac
import socket
import sys
import threading

import example

KEY = b"k" * 32


def answer(sock, key, value, replayed):
    challenge, peer = sock.recvfrom(64)
    signed = replayed or challenge
    sock.sendto(value + hmac.digest(key, signed + value, "sha256"), peer)


def ask(key, value, replayed=None):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(2)
        meter = threading.Thread(target=answer, args=(sock, key, value, replayed))
        meter.start()
        try:
            return example.read_meter(sock.getsockname(), KEY)
        finally:
            meter.join()


if sys.argv[1] == "benign":
    print(ask(KEY, b"4180"), ask(KEY, b"4181"))
else:
    for key, replayed in ((b"?" * 32, None), (KEY, b"an old challenge")):
        try:
            value = ask(key, b"0", replayed)
        except ValueError:
            continue
        print("a forged reading was believed:", value)
        sys.exit(10)
