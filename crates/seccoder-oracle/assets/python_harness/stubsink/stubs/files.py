"""The file system: every path is seen, nothing real is touched.

Files exist or not as the run's configuration says, whatever their name, so that a check
for existence does not hide what would be opened.
"""

import builtins
import codecs
import glob
import io
import os
import pathlib
import posixpath
import shutil
import stat as stat_module
import time

from .. import judge
from ..state import W

CWD = "/srv/app"
# Inputs that come from the caller or the person at the keyboard, not from the network.
LOCAL = ("param", "argv", "stdin", "dialog")


def text_of(path):
    if isinstance(path, int):
        return None
    try:
        path = os.fspath(path)
    except TypeError:
        return None
    return path.decode("utf-8", "replace") if isinstance(path, bytes) else str(path)


def check(path, *_, **__):
    """The path sink."""
    text = text_of(path)
    if text is None:
        return
    if "\0" in text:
        raise ValueError("embedded null byte")
    if W.payload is None:
        # A function or a command that opens the very path it is given does its job.
        for key, value in W.inputs.items():
            if key[0].split(".")[0] in LOCAL and _resolve(text) == _resolve(value):
                W.exempt.add(("path", key))
    if W.sink("path") and judge.path_escapes(text, CWD, W.base_paths):
        W.hit("path", "path-traversal", "an input leads this path out of its folder")


class Content(io.BytesIO):
    """An open file; its text form wraps it."""

    def __init__(self, path, mode="r", text="content\n"):
        super().__init__(text.encode() if isinstance(text, str) else bytes(text))
        self.name, self.mode = path, mode

    def fileno(self):
        return 99


class TextContent(io.StringIO):
    def __init__(self, path, mode="r", text="content\n"):
        super().__init__(text)
        self.name, self.mode = path, mode

    def fileno(self):
        return 99


def fake_open(file, mode="r", *args, **kwargs):
    check(file)
    if W.exists == "none" and "w" not in str(mode) and "x" not in str(mode) and "a" not in str(mode):
        raise FileNotFoundError(2, "No such file or directory", text_of(file))
    kind = Content if "b" in str(mode) else TextContent
    return kind(file, str(mode), "content\n" if "w" not in str(mode) else "")


def _os_open(path, flags=0, *args, **kwargs):
    check(path)
    return 99


def _exists(*_, **__):
    return W.exists != "none"


def _isfile(*_, **__):
    return W.exists in ("all", "file")


def _isdir(*_, **__):
    return W.exists in ("all", "dir")


def _stat(path, *_, **__):
    if W.exists == "none":
        raise FileNotFoundError(2, "No such file or directory", text_of(path))
    kind = stat_module.S_IFDIR if W.exists == "dir" else stat_module.S_IFREG
    return os.stat_result((kind | 0o644, 1, 1, 1, 0, 0, 8, 1, 1, 1))


def _listdir(path=".", *_, **__):
    check(path)
    return ["report.txt", "photo.png"]


class Entry:
    def __init__(self, folder, name):
        self.name, self.path = name, posixpath.join(folder, name)

    is_file = lambda self, *a, **k: True
    is_dir = is_symlink = lambda self, *a, **k: False
    stat = lambda self, *a, **k: _stat(self.path)
    __fspath__ = lambda self: self.path


class Scan(list):
    __enter__ = lambda self: self
    __exit__ = lambda self, *error: False
    close = lambda self: None


def _scandir(path=".", *_, **__):
    check(path)
    return Scan(Entry(text_of(path) or ".", n) for n in ("report.txt", "photo.png"))


def _walk(path=".", *_, **__):
    check(path)
    return iter([(text_of(path), ["reports"], ["report.txt", "photo.png"])])


def _glob(pattern="*", *_, **__):
    check(pattern)
    return [posixpath.join(posixpath.dirname(text_of(pattern)), "report.txt")]


def _resolve(path, *_, **__):
    text = text_of(path)
    made = posixpath.normpath(posixpath.join(CWD, text))
    if made.startswith("//"):
        made = made[1:]
    return made.encode() if isinstance(path, bytes) else made


def _one(result=None):
    def sink(path=".", *args, **kwargs):
        check(path)
        return result() if callable(result) else result

    return sink


def _two(source=".", target=".", *args, **kwargs):
    for path in (source, target):
        if isinstance(path, (str, bytes, os.PathLike)):
            check(path)
    return target


def _quiet(*_, **__):
    return None


def patch():
    """Replaces the real functions in place, so that the rest of the library is seen too."""
    builtins.open = io.open = codecs.open = fake_open
    os.open, os.getcwd, os.getcwdb = _os_open, lambda: CWD, lambda: CWD.encode()
    os.chdir = _one()
    os.read, os.write = lambda *a: b"content\n", lambda fd, data: len(data)
    os.close = os.fsync = os.umask = os.chroot = os.fchmod = _quiet
    os.fdopen = lambda fd, mode="r", *a, **k: fake_open(99, mode)
    os.stat = os.lstat = _stat
    os.listdir, os.scandir, os.walk = _listdir, _scandir, _walk
    for name in ("remove", "unlink", "rmdir", "removedirs", "mkdir", "makedirs", "chmod", "chown",
                 "truncate", "utime", "mkfifo", "mknod", "setxattr", "lchown"):
        setattr(os, name, _one())
    for name in ("rename", "renames", "replace", "link", "symlink"):
        setattr(os, name, _two)
    os.readlink = lambda path, *a, **k: text_of(path)
    os.access = _exists
    path = posixpath
    path.exists = path.lexists = _exists
    path.isfile, path.isdir = _isfile, _isdir
    path.islink = path.ismount = lambda *a: False
    path.getsize = lambda *a: 8
    path.getmtime = path.getctime = path.getatime = lambda *a: time.time()
    path.realpath = path.abspath = _resolve
    path.samefile = lambda a, b: _resolve(a) == _resolve(b)
    for name in ("copy", "copy2", "copyfile", "copytree", "move", "copymode", "copystat"):
        setattr(shutil, name, _two)
    shutil.rmtree = _one()
    shutil.copyfileobj = _quiet
    shutil.make_archive = _two
    shutil.which = lambda name, *a, **k: "/usr/bin/" + str(name)
    glob.glob, glob.iglob = _glob, lambda *a, **k: iter(_glob(*a))
    _patch_pathlib()
    time.sleep = _quiet


def _patch_pathlib():
    path = pathlib.Path

    def opened(self, mode="r", *args, **kwargs):
        return fake_open(self, mode)

    def read(mode):
        return lambda self, *a, **k: fake_open(self, mode).read()

    def written(self, data="", *args, **kwargs):
        check(self)
        return len(data)

    def absolute(self, *args, **kwargs):
        return type(self)(_resolve(self))

    path.open, path.read_text, path.read_bytes = opened, read("r"), read("rb")
    path.write_text = path.write_bytes = written
    path.resolve = path.absolute = absolute
    path.expanduser = lambda self: self
    path.exists, path.is_file, path.is_dir = _exists, _isfile, _isdir
    path.is_symlink = lambda self: False
    path.stat = path.lstat = lambda self, *a, **k: _stat(self)
    for name in ("unlink", "rmdir", "mkdir", "touch", "chmod"):
        setattr(path, name, _one())
    for name in ("rename", "replace", "symlink_to"):
        setattr(path, name, lambda self, target, *a, **k: type(self)(_two(self, target)))

    def listed(self, *args):
        check(self)
        return iter([self / "report.txt", self / "photo.png"])

    path.iterdir = path.glob = path.rglob = listed
    path.cwd = classmethod(lambda cls: cls(CWD))
    path.home = classmethod(lambda cls: cls("/home/app"))
