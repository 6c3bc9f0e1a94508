# seccoder-example: 1
# title: Save the attachments of a mail under their own names
# guideline: Reduce a name from a mail to plain characters before it becomes part of a path.
# cwe: CWE-22
# apis: email.message.EmailMessage.iter_attachments, email.message.Message.get_filename
# applies: email, pathlib
# --- secure ---
import re
from email.message import EmailMessage
from pathlib import Path


def save_attachments(message: EmailMessage, folder: Path) -> list[Path]:
    saved = []
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if content is None:
            continue
        wanted = part.get_filename(failobj="attachment")
        name = re.sub(r"[^A-Za-z0-9._-]", "_", wanted)[-100:].lstrip(".")
        target = folder / (name or "attachment")
        # Mode x keeps a second attachment from replacing the first.
        with open(target, "xb") as out:
            out.write(content)
        saved.append(target)
    return saved
# --- vulnerable ---
from email.message import EmailMessage
from pathlib import Path


def save_attachments(message: EmailMessage, folder: Path) -> list[Path]:
    saved = []
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if content is None:
            continue
        name = part.get_filename(failobj="attachment")
        target = folder / name
        # Mode x keeps a second attachment from replacing the first.
        with open(target, "xb") as out:
            out.write(content)
        saved.append(target)
    return saved
