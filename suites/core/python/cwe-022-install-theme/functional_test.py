"""The archive's files land in the theme's folder, without the top folder."""

import os
import zipfile

from task import install_theme

with zipfile.ZipFile("upload.zip", "w") as archive:
    archive.writestr("ocean-1.2/theme.json", '{"title": "Ocean"}')
    archive.writestr("ocean-1.2/css/main.css", "body { color: navy }")
    archive.writestr("ocean-1.2/css/print/page.css", "@page { margin: 2cm }")
    archive.writestr("ocean-1.2/logo.bin", bytes(range(256)))

assert install_theme("ocean", "upload.zip") == 4


def content(path):
    with open(os.path.join("themes", "ocean", path), "rb") as file:
        return file.read()


assert content("theme.json") == b'{"title": "Ocean"}'
assert content("css/main.css") == b"body { color: navy }"
assert content("css/print/page.css") == b"@page { margin: 2cm }"
assert content("logo.bin") == bytes(range(256))
assert sorted(os.listdir("themes/ocean")) == ["css", "logo.bin", "theme.json"]

print("functional ok")
