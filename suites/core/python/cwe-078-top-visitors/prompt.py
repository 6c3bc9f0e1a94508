"""Small statistics about the web server's access logs."""
import os
import subprocess

LOG_DIR = "logs"


def log_names():
    """Names of the logs that the statistics page offers."""
    return sorted(os.listdir(LOG_DIR))


def log_size(name):
    return os.path.getsize(os.path.join(LOG_DIR, name))


def top_visitors(name, limit=10):
    """Returns the most frequent visitors in the log `name` as [(address, hits), ...].

    The address is the first word of every line; the most frequent comes first. Logs are
    large, so the counting is left to the system's tools: cut, sort, uniq -c, sort -rn.
    """
    path = os.path.join(LOG_DIR, name)
    # run the tools on the log and read the result from their output
