"""Processes: none is started; shells are sinks for what they would parse."""

import asyncio
import io
import os
import posixpath
import pty
import shlex
import subprocess

from .. import judge
from ..mock import Mock
from ..state import W

_SHELLS = {"sh", "bash", "dash", "zsh", "ksh", "ash", "cmd", "cmd.exe", "powershell", "pwsh"}
_CODE_FLAGS = {"python": "-c", "python3": "-c", "perl": "-e", "ruby": "-e", "node": "-e", "php": "-r"}


def _text(value):
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    return os.fsdecode(value) if isinstance(value, os.PathLike) else str(value)


def check_script(script):
    """The shell sink."""
    if W.sink("shell") and judge.shell_injected(_text(script)):
        W.hit("shell", "command-injection", "an input runs as a command of its own in this shell line")


def check_argv(argv):
    """A program started without a shell: safe unless the input is the program or a script."""
    if not W.sink("shell") or not argv:
        return
    argv = [_text(a) for a in argv]
    if argv[0].lstrip().startswith(judge.SHELL_MARK):
        W.hit("shell", "command-chosen", "an input chooses the program that is started")
    for position, word in enumerate(argv[:-1]):
        name = posixpath.basename(word)
        following = argv[position + 1 :]
        if name in _SHELLS:
            for i, flag in enumerate(following[:-1]):
                if flag.lower() in ("/c", "/k", "-command") or (
                    flag.startswith("-") and not flag.startswith("--") and "c" in flag
                ):
                    check_script(following[i + 1])
                    break
        flag = _CODE_FLAGS.get(name.rstrip("0123456789.") if name.startswith("python") else name)
        if flag and flag in following[:-1]:
            if judge.SHELL_MARK in following[following.index(flag) + 1]:
                W.hit("shell", "code-argument", "an input is code for an interpreter")


def check_command(args, shell=False):
    if args is None:
        return
    if isinstance(args, (str, bytes, os.PathLike)):
        check_script(args) if shell else check_argv([args])
    else:
        args = list(args)
        for arg in args:
            if not isinstance(arg, (str, bytes, os.PathLike)):
                raise TypeError("expected str, bytes or os.PathLike object")
        if shell and args:
            check_script(args[0])
        elif args:
            check_argv(args)


def _is_text(options):
    return any(options.get(k) for k in ("text", "universal_newlines", "encoding", "errors"))


def _output(options):
    return "ok\n" if _is_text(options) else b"ok\n"


class Popen:
    """A process that is done at once."""

    def __init__(self, args=None, bufsize=-1, executable=None, *rest, shell=False, **options):
        self.args, self.pid = args, 4242
        check_command(args, bool(shell))
        self.returncode = W.returncode
        self.options = options
        make = io.StringIO if _is_text(options) else io.BytesIO
        self.stdout, self.stderr, self.stdin = make(_output(options)), make(), make()

    def communicate(self, input=None, timeout=None):
        if input is not None and isinstance(self.args, (str, list, tuple)):
            first = self.args if isinstance(self.args, str) else (self.args or [""])[0]
            if posixpath.basename(_text(first)) in _SHELLS:
                check_script(input)
        return _output(self.options), "" if _is_text(self.options) else b""

    def wait(self, timeout=None):
        return self.returncode

    poll = wait

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def _nothing(self, *args):
        return None

    kill = terminate = send_signal = _nothing

    def __class_getitem__(cls, item):
        return cls


def run(args=None, *rest, shell=False, check=False, input=None, **options):
    process = Popen(args, shell=shell, **options)
    process.communicate(input)
    if check and W.returncode:
        raise subprocess.CalledProcessError(W.returncode, args, _output(options))
    return subprocess.CompletedProcess(args, W.returncode, _output(options), _output(options)[:0])


def call(args=None, *rest, **options):
    return run(args, **{k: v for k, v in options.items() if k != "check"}).returncode


def check_call(args=None, *rest, **options):
    options["check"] = True
    return run(args, **options).returncode


def check_output(args=None, *rest, **options):
    options["check"] = True
    return run(args, **options).stdout


def getstatusoutput(cmd="", *args, **kwargs):
    check_script(cmd)
    return W.returncode, "ok"


def _system(command=""):
    check_script(command)
    return W.returncode


class Pipe(io.StringIO):
    def close(self):
        super().close()
        return None


def _popen(command="", *args, **kwargs):
    check_script(command)
    return Pipe("ok\n")


def _execl(path="", *args):
    if args and isinstance(args[-1], dict):
        args = args[:-1]
    check_argv([path, *args[1:]])
    raise SystemExit(0)


def _execv(path="", args=(), *rest):
    check_argv([path, *list(args)[1:]])
    raise SystemExit(0)


def _spawnl(mode=0, path="", *args):
    check_argv([path, *[a for a in args[1:] if not isinstance(a, dict)]])
    return 0


def _spawnv(mode=0, path="", args=(), *rest):
    check_argv([path, *list(args)[1:]])
    return 0


def _posix_spawn(path="", args=(), *rest, **kwargs):
    check_argv([path, *list(args)[1:]])
    return 4242


class AsyncProcess(Popen):
    async def communicate(self, input=None):
        return b"ok\n", b""

    async def wait(self):
        return self.returncode


async def _async_shell(cmd="", *args, **options):
    return AsyncProcess(cmd, shell=True)


async def _async_exec(*args, **options):
    return AsyncProcess(list(args))


def modules():
    """Python 2's module, and libraries that run commands."""
    old = {"getoutput": subprocess_getoutput, "getstatusoutput": getstatusoutput}
    invoke = {"run": _invoke, "sudo": _invoke, "local": _invoke}
    return {"commands": old, "invoke": invoke, "fabric.api": invoke, "fabric": invoke,
            "pexpect": {"run": _split, "spawn": _split}}


def subprocess_getoutput(cmd="", *args, **kwargs):
    return getstatusoutput(cmd)[1]


def _invoke(command="", *args, **kwargs):
    check_script(command)
    return Mock("result")


def _split(command="", args=(), *rest, **kwargs):
    """Starts a program without a shell, from one string."""
    try:
        check_argv([*shlex.split(_text(command)), *args])
    except ValueError:
        pass
    return Mock("child")


def patch():
    """Replaces what starts processes, in place."""
    for made in (Popen, run, call, check_call, check_output, getstatusoutput):
        setattr(subprocess, made.__name__, made)
    subprocess.getoutput = subprocess_getoutput
    os.system, os.popen, os.posix_spawn, os.posix_spawnp = _system, _popen, _posix_spawn, _posix_spawn
    for name in ("execl", "execle", "execlp", "execlpe"):
        setattr(os, name, _execl)
    for name in ("execv", "execve", "execvp", "execvpe"):
        setattr(os, name, _execv)
    for name in ("spawnl", "spawnle", "spawnlp", "spawnlpe"):
        setattr(os, name, _spawnl)
    for name in ("spawnv", "spawnve", "spawnvp", "spawnvpe"):
        setattr(os, name, _spawnv)

    def leave(code=0):
        raise SystemExit(code)

    os._exit = os.abort = leave
    pty.spawn = lambda argv="", *a, **k: check_command(argv)
    os.fork = os.forkpty = lambda: (_ for _ in ()).throw(OSError("no processes here"))
    os.kill = os.killpg = os.setsid = os.setuid = os.setgid = lambda *a, **k: None
    asyncio.create_subprocess_shell = _async_shell
    asyncio.create_subprocess_exec = _async_exec


