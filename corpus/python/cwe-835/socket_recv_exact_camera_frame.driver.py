# Shows whether a camera that hangs up keeps the reader in its loop.
import signal
import socket
import sys
import threading

import example


def still_looping(*_):
    print("the reader still loops a second after the end of the stream")
    sys.stdout.flush()
    sys.exit(10)


ours, theirs = socket.socketpair()
picture = bytes(range(256)) * (example.FRAME_BYTES // 256)
if sys.argv[1] == "benign":
    thread = threading.Thread(target=theirs.sendall, args=(picture,))
    thread.start()
    frame = example.read_frame(ours)
    thread.join()
    print(len(frame), frame == picture)
    sys.exit(0)
theirs.sendall(picture[:1000])
theirs.close()
signal.signal(signal.SIGALRM, still_looping)
signal.setitimer(signal.ITIMER_REAL, 1)
try:
    example.read_frame(ours)
except ConnectionError as error:
    print("refused:", error)
