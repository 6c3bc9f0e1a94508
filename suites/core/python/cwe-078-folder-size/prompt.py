"""Report about the disks of a file server."""
import os
import subprocess


def free_space():
    """What df prints for all disks."""
    return os.popen("df -h").read()


def folder_size(folder):
    """Returns what "du -sh" prints for a folder, as a str."""
