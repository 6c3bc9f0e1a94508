import os
import shutil
import tarfile
from pathlib import Path


def filtered(path, target):
    with tarfile.open(path) as tar:
        # ok: python.archive-extract
        tar.extractall(target, filter="data")


def filter_function(path, target):
    with tarfile.open(path) as tar:
        # ok: python.archive-extract
        tar.extractall(path=target, filter=tarfile.data_filter)


def filter_set(path, target):
    with tarfile.open(path) as tar:
        tar.extraction_filter = tarfile.data_filter
        # ok: python.archive-extract
        tar.extractall(target)


def guarded(path, target):
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            place = os.path.realpath(os.path.join(target, member.name))
            if not place.startswith(os.path.realpath(target) + os.sep):
                raise ValueError("outside")
            # ok: python.archive-extract
            tar.extract(member, target)


def two_steps(path, target):
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            place = os.path.join(target, member.name)
            place = os.path.abspath(place)
            if not place.startswith(target):
                continue
            # ok: python.archive-extract
            tar.extract(member, target)


def two_names(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            joined = os.path.join(target, member.name)
            real = os.path.realpath(joined)
            if os.path.commonpath([target, real]) == target:
                # ok: python.archive-extract
                tar.extract(member, target)


def inline(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            if os.path.abspath(os.path.join(target, member.name)).startswith(target):
                # ok: python.archive-extract
                tar.extract(member, path=target)


def inline_step(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            place = os.path.join(target, member.name)
            if not os.path.abspath(place).startswith(target):
                continue
            # ok: python.archive-extract
            tar.extract(member, path=target)


def both(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            if member.name.startswith("/") or ".." in member.name:
                continue
            # ok: python.archive-extract
            tar.extract(member, target)


def both_by_name(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            name = member.name
            if os.path.isabs(name) or ".." in name.split("/"):
                raise ValueError(name)
            # ok: python.archive-extract
            tar.extract(member, target)


def both_positive(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            if not member.name.startswith("/") and ".." not in member.name:
                # ok: python.archive-extract
                tar.extract(member, target)


def renamed(path, target):
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            member.name = os.path.basename(member.name)
            # ok: python.archive-extract
            tar.extract(member, target)


def looked_first(path, target):
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            place = os.path.abspath(os.path.join(target, member.name))
            if not place.startswith(target):
                raise ValueError("outside")
        # ok: python.archive-extract
        tar.extractall(target)


def collected(path, target):
    chosen = []
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            place = os.path.abspath(os.path.join(target, member.name))
            if place.startswith(target):
                chosen.append(member)
        # ok: python.archive-extract
        tar.extractall(target, members=chosen)


def comprehended(path, target):
    with tarfile.open(path) as tar:
        members = [
            m for m in tar if os.path.abspath(os.path.join(target, m.name)).startswith(target)
        ]
        # ok: python.archive-extract
        tar.extractall(target, members=members)


def resolved(path, target):
    base = Path(target).resolve()
    with tarfile.open(path) as tar:
        for member in tar:
            place = (base / member.name).resolve()
            if not place.is_relative_to(base):
                raise ValueError("outside")
            # ok: python.archive-extract
            tar.extract(member, base)


def any_archive(path, target):
    # ok: python.unpack-archive
    shutil.unpack_archive(path, target, filter="data")


def by_hand(path, target):
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            place = os.path.join(target, os.path.basename(member.name))
            # ok: python.path-traversal
            with open(place, "wb") as out:
                out.write(tar.extractfile(member).read())
