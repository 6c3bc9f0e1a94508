# seccoder-example: 1
# title: Build the Set-Cookie header of a login in plain WSGI
# guideline: Mark a login cookie HttpOnly, Secure and SameSite, so no script or other site uses it.
# cwe: CWE-1004, CWE-614, CWE-1275
# apis: http.cookies.SimpleCookie
# applies: standard library
# --- secure ---
from http.cookies import SimpleCookie


def login_cookie(token: str, hours: int = 12) -> tuple[str, str]:
    cookie = SimpleCookie()
    cookie["login"] = token
    cookie["login"]["path"] = "/"
    cookie["login"]["max-age"] = hours * 3600
    cookie["login"]["httponly"] = True
    cookie["login"]["secure"] = True
    cookie["login"]["samesite"] = "Lax"
    return "Set-Cookie", cookie["login"].OutputString()
# --- vulnerable ---
from http.cookies import SimpleCookie


def login_cookie(token: str, hours: int = 12) -> tuple[str, str]:
    cookie = SimpleCookie()
    cookie["login"] = token
    cookie["login"]["path"] = "/"
    cookie["login"]["max-age"] = hours * 3600
    return "Set-Cookie", cookie["login"].OutputString()
