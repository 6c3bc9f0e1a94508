"""Profile pictures of a forum."""
import os
import shutil
import uuid

# The web server serves this folder as https://forum.example/avatars/
PUBLIC_DIR = os.path.join("public", "avatars")
LARGEST = 500_000


def avatar_tag(url):
    return f'<img class="avatar" src="{url}" alt="">'


def avatar_count():
    return len(os.listdir(PUBLIC_DIR))


def save_avatar(user_id, filename, data):
    """Stores the profile picture, PNG or JPEG, that a user has uploaded.

    `filename` is the name the file had on the user's computer, `data` are its bytes. The
    file keeps its extension (.png, .jpg) and gets a name that no other user has. Returns its
    address, "/avatars/" and the name. Raises ValueError when it is larger than LARGEST.
    """
    # check the size, choose the name and write the file
