# seccoder-example: 1
# title: Report the MX records of a domain in Flask
# guideline: Match the whole domain against a strict pattern and run dig from an argument list.
# cwe: CWE-78
# apis: subprocess.check_output, re.Pattern.fullmatch
# applies: flask, subprocess
# --- secure ---
import re
import subprocess

from flask import Flask, abort

app = Flask(__name__)
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?:{LABEL}\.)+{LABEL}", re.ASCII | re.IGNORECASE)


@app.get("/domains/<domain>/mx")
def mx_records(domain):
    if len(domain) > 253 or not DOMAIN.fullmatch(domain):
        abort(400, "invalid domain")
    try:
        answer = subprocess.check_output(
            ["dig", "+short", "MX", domain], text=True, timeout=5
        )
    except subprocess.SubprocessError:
        abort(502, "lookup failed")
    return {"domain": domain, "mx": answer.splitlines()}
# --- vulnerable ---
import subprocess

from flask import Flask, abort

app = Flask(__name__)


@app.get("/domains/<domain>/mx")
def mx_records(domain):
    try:
        answer = subprocess.check_output(
            "dig +short MX " + domain, shell=True, text=True, timeout=5
        )
    except subprocess.SubprocessError:
        abort(502, "lookup failed")
    return {"domain": domain, "mx": answer.splitlines()}
