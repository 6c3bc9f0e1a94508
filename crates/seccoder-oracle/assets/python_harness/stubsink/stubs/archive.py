"""Archives: what they hold is an input, and extraction a path sink.

A hostile archive has a harmless member first and one bad member after it. Members are
judged by where their name would land; links are extracted as links, which stay inside.
"""

import io
import posixpath
import shutil
import tarfile
import zipfile

from ..state import W
from . import files


def bad_name():
    """The member that this run's archive adds, if any."""
    value = W.value("archive", "member.txt")
    return value if W.payload is not None and W.key == ("archive", "member.txt") else None


class Member:
    """A member of either kind of archive."""

    def __init__(self, name, kind="file"):
        self.name = self.filename = self.path = self.orig_filename = name
        self.kind = kind
        self.linkname = self.linkpath = "docs/readme.txt" if kind != "file" else ""
        self.size = self.file_size = self.compress_size = 8
        self.mode, self.mtime, self.uid, self.gid = 0o644, 0, 0, 0
        self.uname = self.gname = ""
        self.type = {"file": b"0", "dir": b"5"}.get(kind, b"2")
        self.external_attr, self.date_time, self.pax_headers = 0, (2024, 1, 1, 0, 0, 0), {}

    def isfile(self):
        return self.kind == "file"

    isreg = isfile

    def isdir(self):
        return self.kind == "dir"

    is_dir = isdir

    def issym(self):
        return self.kind == "symlink"

    def islnk(self):
        return False

    isdev = ischr = isblk = isfifo = islnk

    def replace(self, **changes):
        made = Member(changes.get("name", self.name), self.kind)
        return made

    def get_info(self):
        return {"name": self.name, "size": 8}


def members():
    out = [Member("docs", "dir"), Member("docs/readme.txt"), Member("docs/link", "symlink")]
    bad = bad_name()
    return out + [Member(bad)] if bad else out


class FilterError(tarfile.TarError):
    """Raised by the standard filters for a member that they refuse."""


def _refuse(member, folder):
    name = member.name.lstrip("/")
    inside = posixpath.normpath(posixpath.join(files.CWD, str(folder)))
    landed = posixpath.normpath(posixpath.join(inside, name))
    if landed != inside and not landed.startswith(inside.rstrip("/") + "/"):
        raise FilterError(member.name)
    return name


def data_filter(member, path="."):
    return member.replace(name=_refuse(member, path))


def tar_filter(member, path="."):
    return data_filter(member, path)


def fully_trusted_filter(member, path="."):
    return member


_FILTERS = {"data": data_filter, "tar": tar_filter, "fully_trusted": fully_trusted_filter}


class TarFile:
    """An opened tar archive."""

    extraction_filter = None
    errorlevel = 1

    def __init__(self, name=None, *args, **kwargs):
        self.name = name
        self.all = members()
        self.left = list(self.all)

    @classmethod
    def open(cls, name=None, mode="r", fileobj=None, *args, **kwargs):
        if isinstance(name, (str, bytes)) or hasattr(name, "__fspath__"):
            files.check(name)
        return cls(name)

    gzopen = bz2open = xzopen = taropen = open

    def getmembers(self):
        return list(self.all)

    def getnames(self):
        return [member.name for member in self.all]

    def __iter__(self):
        return iter(list(self.all))

    def next(self):
        return self.left.pop(0) if self.left else None

    def getmember(self, name):
        for member in self.all:
            if member.name == name:
                return member
        return Member(name)

    def _land(self, member, path, chosen):
        member = self.getmember(member) if isinstance(member, str) else member
        chosen = chosen if chosen is not None else self.extraction_filter
        if isinstance(chosen, str):
            chosen = _FILTERS[chosen]
        if chosen is not None:
            member = chosen(member, str(path or "."))
            if member is None:
                return
        files.check(posixpath.join(str(path or "."), member.name))

    def extract(self, member, path="", set_attrs=True, *, numeric_owner=False, filter=None):
        try:
            self._land(member, path, filter)
        except FilterError:
            if self.errorlevel > 1:
                raise

    def extractall(self, path=".", members=None, *, numeric_owner=False, filter=None):
        for member in list(members) if members is not None else self.all:
            self._land(member, path, filter)

    def extractfile(self, member):
        return io.BytesIO(b"content\n")

    def makefile(self, member, targetpath, *args):
        files.check(targetpath)

    _extract_member = makefile

    def add(self, *args, **kwargs):
        pass

    addfile = close = list = add

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


class ZipFile:
    """An opened zip archive; its own extraction cleans names, as the real one does."""

    def __init__(self, file="", mode="r", *args, **kwargs):
        if isinstance(file, str):
            files.check(file)
        self.all = [member for member in members() if member.kind != "symlink"]
        self.filename = file
        self.filelist = self.all

    def infolist(self):
        return list(self.all)

    def namelist(self):
        return [member.filename for member in self.all]

    def getinfo(self, name):
        return Member(name)

    def extract(self, member="", path=None, pwd=None):
        files.check(path or ".")
        name = member if isinstance(member, str) else member.filename
        parts = [part for part in name.split("/") if part not in ("", ".", "..")]
        return posixpath.join(str(path or files.CWD), *parts)

    def extractall(self, path=None, members=None, pwd=None):
        files.check(path or ".")

    def read(self, name="", pwd=None):
        return b"content\n"

    def open(self, name="", mode="r", *args, **kwargs):
        return io.BytesIO(b"content\n")

    def testzip(self):
        return None

    def close(self, *args, **kwargs):
        pass

    write = writestr = setpassword = printdir = close

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __iter__(self):
        return iter(self.all)


def unpack_archive(filename="", extract_dir=None, format=None, *, filter=None):
    files.check(filename)
    if format != "zip" and not str(filename).endswith(".zip"):
        TarFile(filename).extractall(extract_dir or ".", filter=filter)


def patch():
    """Replaces the archive classes, in place."""
    tarfile.open, tarfile.TarFile, tarfile.TarInfo = TarFile.open, TarFile, Member
    tarfile.is_tarfile = zipfile.is_zipfile = lambda *a, **k: True
    tarfile.data_filter, tarfile.tar_filter = data_filter, tar_filter
    tarfile.fully_trusted_filter = fully_trusted_filter
    tarfile.FilterError = tarfile.OutsideDestinationError = FilterError
    tarfile.AbsolutePathError = FilterError
    zipfile.ZipFile, zipfile.ZipInfo = ZipFile, Member
    shutil.unpack_archive = unpack_archive
