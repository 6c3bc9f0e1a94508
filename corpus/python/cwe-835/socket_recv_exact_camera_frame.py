# seccoder-example: 1
# title: Receive one frame of fixed size from a camera
# guideline: Stop when recv returns no bytes; a loop that waits for the rest then never ends.
# cwe: CWE-835, CWE-754
# apis: socket.socket.recv, socket.socket.settimeout
# applies: socket
# --- secure ---
import socket

FRAME_BYTES = 320 * 240


def read_frame(camera: socket.socket) -> bytes:
    camera.settimeout(5)
    frame = bytearray()
    while len(frame) < FRAME_BYTES:
        part = camera.recv(FRAME_BYTES - len(frame))
        if not part:
            raise ConnectionError("the camera closed the connection")
        frame += part
    return bytes(frame)
# --- vulnerable ---
import socket

FRAME_BYTES = 320 * 240


def read_frame(camera: socket.socket) -> bytes:
    camera.settimeout(5)
    frame = bytearray()
    while len(frame) < FRAME_BYTES:
        part = camera.recv(FRAME_BYTES - len(frame))
        frame += part
    return bytes(frame)
