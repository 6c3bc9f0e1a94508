"""Sets up the accounts of a build server."""
import os

HOMES = "homes"


def home_of(user):
    return os.path.join(HOMES, user)


def key_names(user):
    return sorted(os.listdir(os.path.join(home_of(user), "keys")))


def make_key_folder(user):
    """Creates the folder "keys" in the user's home, for private keys, and returns its path."""
