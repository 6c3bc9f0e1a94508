"""Command-line client of a parcel service."""
import json
import os

FOLDER = ".parcel"
FILE = "token.json"


def token_path(home):
    return os.path.join(home, FOLDER, FILE)


def load_token(home, host):
    """The token for a server, or None when the user has not signed in."""
    try:
        with open(token_path(home), encoding="utf-8") as file:
            return json.load(file).get(host)
    except FileNotFoundError:
        return None


def save_token(home, host, token):
    """Stores the user's access token for a server, so that load_token finds it.

    Tokens of other servers stay in the file. The folder may not exist yet.
    """
    # add the token to the file
