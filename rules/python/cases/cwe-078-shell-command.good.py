import ipaddress
import os
import re
import shlex
import subprocess

from flask import Flask, abort, request

app = Flask(__name__)
TOOLS = {"date": "date -u", "load": "uptime"}
NAME = re.compile(r"[a-z0-9]+")


@app.route("/disk")
def disk():
    folder = request.args.get("folder")
    # ok: python.shell-command
    return subprocess.run(["du", "-sh", folder], capture_output=True).stdout


@app.route("/variable")
def variable():
    host = request.args.get("host")
    count = request.args.get("count", 1, type=int)
    command = ["ping", "-c", str(count), host]
    # ok: python.shell-command
    return subprocess.Popen(command, stdout=subprocess.PIPE).communicate()[0]


@app.route("/quoted")
def quoted():
    folder = request.args.get("folder")
    safe = shlex.quote(folder)
    # ok: python.shell-command
    os.system(f"ls -l {safe}")
    return "ok"


@app.route("/table")
def table():
    tool = request.args.get("tool")
    # ok: python.shell-command
    return subprocess.getoutput(TOOLS[tool])


@app.route("/get")
def get():
    tool = request.args.get("tool")
    command = TOOLS.get(tool)
    if command is None:
        abort(404)
    # ok: python.shell-command
    return subprocess.check_output(command, shell=True)


@app.route("/allowed")
def allowed():
    service = request.args.get("service")
    if service not in ("web", "worker"):
        return "unknown service", 400
    # ok: python.shell-command
    os.system("systemctl status " + service)
    return "ok"


@app.route("/number")
def number():
    pid = int(request.args["pid"])
    # ok: python.shell-command
    return os.popen("ps -p %d" % pid).read()


@app.route("/pattern")
def pattern():
    name = request.args.get("name", "")
    if not re.fullmatch(r"[A-Za-z0-9_]{1,32}", name):
        abort(400)
    # ok: python.shell-command
    return subprocess.check_output("id " + name, shell=True)


@app.route("/compiled")
def compiled():
    name = request.args.get("name", "")
    if NAME.fullmatch(name):
        # ok: python.shell-command
        return subprocess.check_output("id " + name, shell=True)
    return "bad name", 400


@app.route("/whole")
def whole():
    name = request.args.get("name", "")
    if re.match(r"^\w+$", name) is None:
        return "bad name", 400
    # ok: python.shell-command
    return subprocess.check_output("id " + name, shell=True)


@app.route("/letters")
def letters():
    name = request.args.get("name", "")
    if not name or not name.isalnum():
        raise ValueError("bad name")
    # ok: python.shell-command
    os.system("id " + name)
    return "ok"


@app.route("/address")
def address():
    host = request.args.get("host")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "not an address", 400
    # ok: python.shell-command
    return os.popen("ping -c 1 " + host).read()


@app.route("/filtered")
def filtered():
    name = request.args.get("name", "")
    name = re.sub(r"[^a-zA-Z0-9]", "", name)
    # ok: python.shell-command
    os.system("id " + name)
    return "ok"


@app.route("/argument")
def argument():
    name = request.args.get("name", "")
    # ok: python.shell-command
    subprocess.run(["bash", "-c", "echo \"$1\"", "echo", name], check=True)
    return "ok"


def run(command):
    # The caller vouches for the whole command.
    # ok: python.shell-command
    return subprocess.check_output(command, shell=True)


@app.route("/stdin")
def stdin():
    text = request.form["text"]
    # ok: python.shell-command
    return subprocess.run("sort -u", shell=True, input=text, text=True, capture_output=True).stdout


@app.route("/environment")
def environment():
    name = request.form["name"]
    env = dict(os.environ, NAME=name)
    # ok: python.shell-command
    subprocess.run('mail -s hello "$NAME"', shell=True, env=env)
    return "ok"


def listing(folder):
    # ok: python.shell-command
    return subprocess.check_output(["ls", "-l"] + sorted(folder))


def remote(host, folder):
    # ok: python.shell-command
    subprocess.run(["ssh", host, "du -sh " + shlex.quote(folder)], check=True)


def remote_login(user, host):
    # ok: python.shell-command
    subprocess.run(["ssh", "-t", f"{user}@{host}"], check=True)


def at_once(names):
    line = " ".join(shlex.quote(name) for name in names)
    # ok: python.shell-command
    os.system("rm -f " + line)
