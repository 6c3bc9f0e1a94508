"""Themes of the wiki. Users upload them as zip archives."""
import os
import shutil
import zipfile

THEME_DIR = "themes"


def installed_themes():
    """Names of all themes that can be chosen."""
    return sorted(os.listdir(THEME_DIR))


def remove_theme(name):
    shutil.rmtree(os.path.join(THEME_DIR, name))


def install_theme(name, archive_path):
    """Unpacks a theme's zip archive into THEME_DIR/<name>.

    Everything in the archive lies in one top folder, as in "ocean-1.2/css/main.css". That
    folder is dropped: the file becomes THEME_DIR/<name>/css/main.css. Returns the number
    of files written.
    """
    target = os.path.join(THEME_DIR, name)
    os.makedirs(target, exist_ok=True)
    count = 0
    # write every file of the archive below the target folder
