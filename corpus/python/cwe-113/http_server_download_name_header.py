# seccoder-example: 1
# title: Offer a CSV download under a chosen title with http.server
# guideline: Percent-encode text from a request before it becomes part of a response header.
# cwe: CWE-113
# apis: http.server.BaseHTTPRequestHandler.send_header, urllib.parse.quote
# applies: standard library
# --- secure ---
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, quote, urlsplit


class ExportHandler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query, max_num_fields=10)
        title = quote(query.get("title", ["export"])[0][:60], safe="")
        body = b"day,visitors\r\n1,40\r\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/csv; charset=utf-8")
        self.send_header(
            "Content-Disposition", f"attachment; filename*=UTF-8''{title}.csv"
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
# --- vulnerable ---
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit


class ExportHandler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query, max_num_fields=10)
        title = query.get("title", ["export"])[0][:60]
        body = b"day,visitors\r\n1,40\r\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/csv; charset=utf-8")
        self.send_header(
            "Content-Disposition", f"attachment; filename*=UTF-8''{title}.csv"
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
