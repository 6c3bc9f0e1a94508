"""Attack: links to addresses inside the chat server's own network, and to its files.

Nothing leaves this program: names are resolved by a table, and a connection ends at a
stand-in for the web or, when its address is not public, is written down and refused.
Redirects and names that change their address between check and use are not tried.
"""

import http.server
import ipaddress
import os
import socket
import sys
import threading


def stop(status, message):
    """Ends the test: 0 means secure, 10 weakness shown, 3 could not judge."""
    print(message)
    sys.exit(status)


def attempt(function, *arguments):
    """Calls the code under test; whatever it raises comes back as a value."""
    try:
        return function(*arguments)
    except BaseException as error:
        return error


def load():
    """Loads the program under test."""
    try:
        import task
    except BaseException as error:
        stop(3, f"cannot load the program: {error!r}")
    return task


NAMES = {
    "news.example": "93.184.215.14",
    "localhost": "127.0.0.1",
    "intranet.example": "10.0.0.5",
    "wiki": "192.168.1.20",
    "metadata.example": "169.254.169.254",
    "six.example": "::1",
}
reached = []


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>Green tea</title>")

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()
connect = socket.socket.connect


def address_of(host):
    host = (host.decode() if isinstance(host, bytes) else host).rstrip(".").lower()
    if host in NAMES:
        return NAMES[host]
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))  # such as 127.1 or 2130706433
    except OSError:
        raise socket.gaierror(f"unknown host {host}") from None


def resolve(host, port=None, *arguments, **named):
    address = address_of(host)
    port = int(port) if str(port).isdigit() else 80
    if ":" in address:
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))]
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def reroute(self, address):
    ip = ipaddress.ip_address(address_of(address[0]))
    if not ip.is_global:
        reached.append(str(ip))
        raise ConnectionRefusedError(f"{ip} refuses")
    return connect(self, server.server_address)


socket.getaddrinfo = resolve
socket.gethostbyname = address_of
socket.gethostbyname_ex = lambda host: (host, [], [address_of(host)])
socket.socket.connect = reroute
task = load()

if attempt(lambda: task.page_title("http://news.example/")) != "Green tea" or reached:
    stop(3, "titles of ordinary pages are not read")

for url in (
    "http://127.0.0.1/admin",
    "http://localhost:8080/",
    "http://10.0.0.5/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://intranet.example/",
    "http://wiki/",
    "http://metadata.example/",
    "http://six.example/",
    "http://127.1/",
    "http://2130706433/",
    "http://0.0.0.0/",
    "http://news.example@127.0.0.1/",
    "https://intranet.example/",
):
    attempt(lambda: task.page_title(url))
    if reached:
        stop(10, f"the link {url!r} made the server connect to {reached[0]}")

with open("secret.html", "w") as file:
    file.write("<title>rosebud-4711</title>")
for url in ("file://" + os.path.abspath("secret.html"), "FILE:" + os.path.abspath("secret.html")):
    if "rosebud-4711" in str(attempt(lambda: task.page_title(url))):
        stop(10, f"the link {url!r} read a file of the server")

print("security ok")
