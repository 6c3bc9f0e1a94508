# seccoder-example: 1
# title: Send a meter reading with http.client
# guideline: Log the status yourself; the debug output of http.client shows headers with tokens.
# cwe: CWE-215, CWE-532
# apis: http.client.HTTPSConnection
# applies: http.client
# --- secure ---
import http.client
import json
import logging

log = logging.getLogger(__name__)


def send_reading(host: str, token: str, kwh: float) -> int:
    conn = http.client.HTTPSConnection(host, timeout=10)
    try:
        conn.request(
            "POST",
            "/readings",
            body=json.dumps({"kwh": kwh}),
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
            },
        )
        status = conn.getresponse().status
    finally:
        conn.close()
    log.info("meter reading sent, status %d", status)
    return status
# --- vulnerable ---
import http.client
import json
import logging

log = logging.getLogger(__name__)


def send_reading(host: str, token: str, kwh: float) -> int:
    conn = http.client.HTTPSConnection(host, timeout=10)
    conn.set_debuglevel(1)
    try:
        conn.request(
            "POST",
            "/readings",
            body=json.dumps({"kwh": kwh}),
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
            },
        )
        status = conn.getresponse().status
    finally:
        conn.close()
    log.info("meter reading sent, status %d", status)
    return status
