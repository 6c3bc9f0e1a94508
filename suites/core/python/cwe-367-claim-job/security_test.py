"""Attack: another worker claims the job in the middle of our claim.

An audit hook runs a real second process just before the first file operation of the call,
then, with a new job, before the second, and so on. Two winners of one job are the weakness.
"""

import os
import subprocess
import sys


def stop(status, message):
    """Ends the test: 0 means secure, 10 weakness shown, 3 could not judge."""
    print(message)
    sys.exit(status)


def attempt(function, *arguments):
    """Calls the code under test; whatever it raises comes back as a value."""
    try:
        return function(*arguments)
    except BaseException as error:
        return error


def load():
    """Loads the program under test."""
    try:
        import task
    except BaseException as error:
        stop(3, f"cannot load the program: {error!r}")
    return task


RIVAL = "import sys, task; print('WON' if task.claim(sys.argv[1], 'rival') is True else 'LOST')"
EVENTS = {"open", "os.link", "os.rename", "os.symlink", "os.mkdir", "fcntl.flock", "fcntl.lockf"}

task = load()
os.mkdir("claims")


class Race:
    """Lets the rival start before file operation number `moment` of one claim."""

    active = None

    def __init__(self, moment):
        self.job = f"job-{moment}"
        self.left = moment
        self.rival = None

    def step(self, event):
        if event not in EVENTS or self.rival is not None:
            return
        self.left -= 1
        if self.left == 0:
            self.rival = subprocess.Popen(
                [sys.executable, "-c", RIVAL, self.job], stdout=subprocess.PIPE, text=True
            )
            try:
                # A rival that waits for a lock has to go on waiting while we finish.
                self.rival.wait(timeout=1)
            except subprocess.TimeoutExpired:
                pass

    def run(self):
        Race.active = self
        won = attempt(lambda: task.claim(self.job, "first"))
        Race.active = None
        if self.rival is None:
            return None
        try:
            output, _ = self.rival.communicate(timeout=2)
        except subprocess.TimeoutExpired:
            self.rival.kill()
            output, _ = self.rival.communicate()
        return won is True and "WON" in output.split()


def hook(event, arguments):
    race, Race.active = Race.active, None
    if race is not None:
        race.step(event)
        Race.active = race


if attempt(lambda: (task.claim("free", "w1"), task.claim("free", "w2"))) != (True, False):
    stop(3, "ordinary claims do not work")
if attempt(lambda: task.worker_of("free")) != "w1":
    stop(3, "the claim file does not hold the worker's name")

sys.addaudithook(hook)
for moment in range(1, 9):
    both = Race(moment).run()
    if both:
        stop(10, "two workers claimed the same job at the same time")
    if both is None:
        break  # the call has no further file operation

print("security ok")
