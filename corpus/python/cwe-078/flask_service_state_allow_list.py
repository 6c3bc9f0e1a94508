# seccoder-example: 1
# title: Show the state of a known service in Flask
# guideline: Look the requested name up in an allow-list and run only the value found there.
# cwe: CWE-78
# apis: subprocess.run, flask.abort
# applies: flask, subprocess, systemd
# --- secure ---
import subprocess

from flask import Flask, abort

app = Flask(__name__)
UNITS = {"web": "nginx.service", "queue": "celery.service"}


@app.get("/services/<name>/state")
def service_state(name):
    unit = UNITS.get(name)
    if unit is None:
        abort(404, "unknown service")
    result = subprocess.run(
        ["systemctl", "is-active", unit], stdout=subprocess.PIPE, text=True, timeout=10
    )
    return {"service": name, "state": result.stdout.strip()}
# --- vulnerable ---
import subprocess

from flask import Flask

app = Flask(__name__)


@app.get("/services/<name>/state")
def service_state(name):
    state = subprocess.getoutput(f"systemctl is-active {name}")
    return {"service": name, "state": state}
