import asyncio
import os
import re
import shlex
import subprocess
import sys

from flask import Flask, abort, request

app = Flask(__name__)


@app.route("/disk")
def disk():
    folder = request.args.get("folder")
    # ruleid: python.shell-command
    return os.popen("du -sh " + folder).read()


@app.route("/whois/<domain>")
def whois(domain):
    # ruleid: python.shell-command
    return subprocess.run(f"whois {domain}", shell=True, capture_output=True).stdout


@app.post("/convert")
def convert():
    name = request.files["image"].filename
    line = "convert %s out.png" % name
    if os.path.exists("out.png"):
        os.remove("out.png")
    # ruleid: python.shell-command
    subprocess.call(line, shell=True)
    return "done"


@app.route("/dns")
def dns():
    host = request.form["host"]
    # A list of forbidden signs is never complete.
    if ";" in host or "|" in host:
        abort(400)
    # ruleid: python.shell-command
    return subprocess.getoutput("dig +short {}".format(host))


@app.route("/log")
def log():
    lines = request.json.get("lines")
    # ruleid: python.shell-command
    p = subprocess.Popen(["bash", "-c", "tail -n " + lines + " app.log"], stdout=subprocess.PIPE)
    return p.communicate()[0]


@app.route("/run")
def run():
    tool = request.args["tool"]
    # ruleid: python.shell-command
    return subprocess.check_output([tool, "--version"])


@app.route("/trace")
def trace():
    target = request.args.get("target", "")
    command = ["traceroute", target]
    # ruleid: python.shell-command
    return subprocess.check_output(" ".join(command), shell=True)


@app.route("/warned")
def warned():
    name = request.args.get("name")
    if not name.isalnum():
        app.logger.warning("odd name")
    # ruleid: python.shell-command
    os.system("id " + name)
    return "ok"


@app.route("/prefix")
def prefix():
    name = request.args.get("name")
    # Only the start is checked.
    if not re.match(r"[a-z]+", name):
        return "bad", 400
    # ruleid: python.shell-command
    os.system("id " + name)
    return "ok"


@app.route("/anything")
def anything():
    name = request.args.get("name")
    if not re.fullmatch(r"[a-z].*", name):
        return "bad", 400
    # ruleid: python.shell-command
    os.system("id " + name)
    return "ok"


@app.route("/stripped")
def stripped():
    name = request.args.get("name").replace(";", "").strip()
    cmd = "finger "
    cmd += name
    # ruleid: python.shell-command
    out = subprocess.check_output(cmd, shell=True, text=True)
    return out


@app.route("/quoted")
def quoted():
    name = request.cookies.get("name")
    # ruleid: python.shell-command
    os.system("grep '" + name + "' /etc/passwd")
    return "ok"


def archive(folder, target):
    # ruleid: python.shell-command
    os.system("tar czf " + target + " " + folder)


async def compress(path):
    # ruleid: python.shell-command
    await asyncio.create_subprocess_shell(f"gzip {path}")


def main():
    # ruleid: python.shell-command
    os.system("cat " + sys.argv[1])


def deploy(client, branch):
    # ruleid: python.shell-command
    client.exec_command("git checkout %s" % branch)


@app.route("/half")
def half():
    user = request.args.get("user")
    group = request.args.get("group")
    # ruleid: python.shell-command
    os.system("chown " + shlex.quote(user) + ":" + group + " /srv/data")
    return "ok"


def remote(host, folder):
    # ruleid: python.shell-command
    subprocess.run(["ssh", host, f"du -sh {folder}"], check=True)


def in_turn(names):
    steps = []
    for name in names:
        steps.append("touch " + name)
    # ruleid: python.shell-command
    os.system(" && ".join(steps))


def at_once(names):
    line = " ".join(f"'{name}'" for name in names)
    # ruleid: python.shell-command
    os.system("rm -f " + line)
