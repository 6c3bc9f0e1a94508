"""Sign-in journal of the members' area. Another program counts its WARNING lines."""
import logging

JOURNAL = "sign-in.log"

journal = logging.getLogger("sign-in")
journal.setLevel(logging.INFO)
_file = logging.FileHandler(JOURNAL, encoding="utf-8")
_file.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
journal.addHandler(_file)


def failed_sign_ins():
    """Number of failed sign-ins so far."""
    with open(JOURNAL, encoding="utf-8") as lines:
        return sum(1 for line in lines if line.startswith("WARNING "))


def record_sign_in(user, address, accepted):
    """Notes a sign-in: an INFO line when it was accepted, otherwise a WARNING line.

    `user` is the name as typed into the form. The message reads
    "user=USER from=ADDRESS result=ok", or result=failed.
    """
    # write the line to the journal
