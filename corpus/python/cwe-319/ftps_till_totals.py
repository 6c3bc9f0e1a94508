# seccoder-example: 1
# title: Upload the day's till totals to head office
# guideline: Use FTP over TLS with a verified certificate and prot_p, so that nothing goes in clear.
# cwe: CWE-319
# apis: ftplib.FTP_TLS, ftplib.FTP_TLS.prot_p, ssl.create_default_context
# applies: standard library
# --- secure ---
import os
import ssl
from ftplib import FTP_TLS
from pathlib import Path


def upload_totals(host: str, totals: Path) -> None:
    with FTP_TLS(host, timeout=30, context=ssl.create_default_context()) as server:
        server.login(os.environ["TILL_USER"], os.environ["TILL_PASSWORD"])
        server.prot_p()
        with totals.open("rb") as file:
            server.storbinary(f"STOR {totals.name}", file)
# --- vulnerable ---
import os
from ftplib import FTP
from pathlib import Path


def upload_totals(host: str, totals: Path) -> None:
    with FTP(host, timeout=30) as server:
        server.login(os.environ["TILL_USER"], os.environ["TILL_PASSWORD"])
        with totals.open("rb") as file:
            server.storbinary(f"STOR {totals.name}", file)
