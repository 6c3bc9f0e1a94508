# seccoder-example: 1
# title: Add CORS headers in a WSGI middleware
# guideline: Compare the whole Origin header with the known ones, and send Vary: Origin.
# cwe: CWE-346, CWE-942
# apis: wsgiref.headers.Headers
# applies: standard library, wsgi
# --- secure ---
from wsgiref.headers import Headers


class CrossOrigin:
    def __init__(self, app, origins: tuple[str, ...]) -> None:
        self.app = app
        self.origins = origins

    def __call__(self, environ, start_response):
        origin = environ.get("HTTP_ORIGIN", "")

        def start(status, items, exc_info=None):
            headers = Headers(items)
            headers.add_header("Vary", "Origin")
            if origin in self.origins:
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Allow-Credentials"] = "true"
            return start_response(status, items, exc_info)

        return self.app(environ, start)
# --- vulnerable ---
from wsgiref.headers import Headers


class CrossOrigin:
    def __init__(self, app, origins: tuple[str, ...]) -> None:
        self.app = app
        self.origins = origins

    def __call__(self, environ, start_response):
        origin = environ.get("HTTP_ORIGIN", "")

        def start(status, items, exc_info=None):
            headers = Headers(items)
            headers.add_header("Vary", "Origin")
            if origin.startswith(self.origins):
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Allow-Credentials"] = "true"
            return start_response(status, items, exc_info)

        return self.app(environ, start)
