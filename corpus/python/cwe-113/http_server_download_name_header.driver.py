# A title with line ends must not add headers to the response.
import io
import sys

from example import ExportHandler


class Connection:
    """One request in memory."""

    def __init__(self, target):
        self.request = io.BytesIO(f"GET {target} HTTP/1.0\r\n\r\n".encode())
        self.sent = b""

    def makefile(self, mode, *args):
        return self.request

    def sendall(self, data):
        self.sent += bytes(data)

    def settimeout(self, seconds):
        pass


def answer(target):
    connection = Connection(target)
    ExportHandler.log_message = lambda *args: None
    ExportHandler(connection, ("127.0.0.1", 5000), None)
    head, _, body = connection.sent.decode("latin-1").partition("\r\n\r\n")
    lines = head.split("\r\n")[1:]
    return [line for line in lines if not line.startswith(("Server:", "Date:"))], body


if sys.argv[1] == "benign":
    print(answer("/export?title=July"))
    print(answer("/export"))
else:
    headers, _ = answer("/export?title=x%0d%0aSet-Cookie:%20session=fixed")
    if any(line.startswith("Set-Cookie:") for line in headers):
        print("the title added a header:", headers)
        sys.exit(10)
