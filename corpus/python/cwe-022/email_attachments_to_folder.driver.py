# The name of an attachment must not carry it out of the folder.
import sys
from email.message import EmailMessage
from pathlib import Path

from example import save_attachments


def mail(*names):
    message = EmailMessage()
    message.set_content("see below")
    for name in names:
        message.add_attachment(
            f"content of {name}".encode(), "application", "octet-stream", filename=name
        )
    return message


folder = Path("inbox/today")
folder.mkdir(parents=True)
if sys.argv[1] == "benign":
    for path in save_attachments(mail("plan.pdf", "team-photo_2.jpg"), folder):
        print(path, path.read_bytes())
else:
    for name in ("../../escaped.txt", str(Path("absolute.txt").resolve()), ".."):
        try:
            save_attachments(mail(name), folder)
        except OSError:
            pass
    outside = [path for path in Path().rglob("*.txt") if folder not in path.parents]
    if outside:
        print("written outside the folder:", *outside)
        sys.exit(10)
