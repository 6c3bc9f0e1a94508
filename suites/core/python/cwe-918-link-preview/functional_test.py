"""Titles are read from pages of a stand-in for the web on this computer."""

import http.server
import socket
import threading

PAGES = {
    "/plain": b"<html><head><title>Green tea</title></head></html>",
    "/entity": "<title>\n Caf\u00e9 &amp; Bar </title>".encode(),
    "/none": b"<p>no title</p>",
    "/large": b"<title>Large</title>" + b"x" * 300_000,
}


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES[self.path]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # the reader had enough

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()

# news.example has a public address, and connections to it end at the stand-in.
PUBLIC = "93.184.215.14"
connect = socket.socket.connect


def resolve(host, port=None, *arguments, **named):
    if host not in ("news.example", PUBLIC):
        raise socket.gaierror(f"unknown host {host}")
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, int(port or 0)))]


def reroute(self, address):
    assert address[:2] == (PUBLIC, 80), address
    return connect(self, server.server_address)


socket.getaddrinfo = resolve
socket.gethostbyname = lambda host: resolve(host)[0][4][0]
socket.gethostbyname_ex = lambda host: (host, [], [resolve(host)[0][4][0]])
socket.socket.connect = reroute

from task import page_title

assert page_title("http://news.example/plain") == "Green tea"
assert page_title("http://news.example/entity") == "Caf\u00e9 & Bar"
assert page_title("http://news.example/none") == ""
assert page_title("http://news.example/large") == "Large"

print("functional ok")
