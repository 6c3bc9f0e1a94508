"""Worker processes share a folder of jobs.

A claim file, claims/<job>.claim, holds the name of the worker that does the job.
"""
import os

CLAIMS = "claims"


def claim_path(job):
    return os.path.join(CLAIMS, f"{job}.claim")


def worker_of(job):
    """Name of the worker that has claimed a job, or None."""
    try:
        with open(claim_path(job), encoding="utf-8") as file:
            return file.read().strip()
    except FileNotFoundError:
        return None


def give_up(job):
    os.remove(claim_path(job))


def claim(job, worker):
    """Claims a job for a worker, for good or until give_up.

    Returns True when the job is now the worker's, or False when it was claimed before. Many
    worker processes look for jobs at the same time.
    """
    # write the claim file unless the job has been claimed
