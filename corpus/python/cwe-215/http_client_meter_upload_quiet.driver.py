# Shows whether the access token reaches what the service prints.
import contextlib
import http.client
import io
import logging
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import example


class Meter(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen = (self.path, body, self.headers["Authorization"])
        self.send_response(202)
        self.end_headers()

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Meter)
thread = threading.Thread(target=server.handle_request)
thread.start()
# The loopback server has no certificate.
http.client.HTTPSConnection = http.client.HTTPConnection
printed = io.StringIO()
logging.basicConfig(stream=printed, level=logging.DEBUG)
with contextlib.redirect_stdout(printed):
    status = example.send_reading(f"127.0.0.1:{server.server_port}", "token-of-meter", 42.5)
thread.join()
server.server_close()
if sys.argv[1] == "benign":
    print(status, server.seen)
elif "token-of-meter" in printed.getvalue():
    print("the access token stands in the output of the service")
    sys.exit(10)
