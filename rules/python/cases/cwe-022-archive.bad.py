import os
import shutil
import tarfile


def everything(path, target):
    with tarfile.open(path) as tar:
        # ruleid: python.archive-extract
        tar.extractall(target)


def closed(path):
    tar = tarfile.open(path, "r:gz")
    # ruleid: python.archive-extract
    tar.extractall(path="/srv/in")
    tar.close()


def one_by_one(path, target):
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            # ruleid: python.archive-extract
            tar.extract(member, target)


def files_only(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isdir() or member.issym():
                continue
            # ruleid: python.archive-extract
            tar.extract(member, path=target)


def not_normalised(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            place = os.path.join(target, member.name)
            if not place.startswith(target):
                raise ValueError("outside")
            # ruleid: python.archive-extract
            tar.extract(member, target)


def dots_only(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            if ".." in member.name:
                continue
            # ruleid: python.archive-extract
            tar.extract(member, target)


def root_only(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            if member.name.startswith("/"):
                raise ValueError("absolute")
            # ruleid: python.archive-extract
            tar.extract(member, target)


def warned(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            place = os.path.abspath(os.path.join(target, member.name))
            if not place.startswith(target):
                print("outside", member.name)
            # ruleid: python.archive-extract
            tar.extract(member, target)


def every_member(path, target):
    with tarfile.open(path) as tar:
        # ruleid: python.archive-extract
        tar.extractall(target, members=tar.getmembers())


def some_members(path, target):
    with tarfile.open(path) as tar:
        # ruleid: python.archive-extract
        tar.extractall(target, members=[m for m in tar.getmembers() if m.isfile()])


def skipped_then_all(path, target):
    with tarfile.open(path) as tar:
        for member in tar:
            if not os.path.abspath(os.path.join(target, member.name)).startswith(target):
                continue
        # ruleid: python.archive-extract
        tar.extractall(target)


def trusted(path, target):
    with tarfile.open(path) as tar:
        # ruleid: python.archive-extract
        tar.extractall(target, filter="fully_trusted")


def any_archive(path, target):
    # ruleid: python.unpack-archive
    shutil.unpack_archive(path, target)


def by_hand(path, target):
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            # ruleid: python.path-traversal
            with open(os.path.join(target, member.name), "wb") as out:
                out.write(tar.extractfile(member).read())
