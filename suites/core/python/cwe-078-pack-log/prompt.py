"""Clean-up of the logs of a print server."""
import os
import subprocess

LOG_DIR = "logs"


def log_names():
    return sorted(os.listdir(LOG_DIR))


def pack(name):
    """Compresses the log with this name by gzip: LOG_DIR/NAME becomes LOG_DIR/NAME.gz."""
    path = os.path.join(LOG_DIR, name)
    # run gzip
