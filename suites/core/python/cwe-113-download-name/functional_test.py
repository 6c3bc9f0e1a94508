"""The line has the name of the file."""

from email import message_from_string

from task import disposition

for name in ("report.pdf", "plan.png", "minutes-2031.txt"):
    line = disposition(name)
    assert isinstance(line, str) and "\n" not in line.strip()
    header = message_from_string(line.strip() + "\n\n")
    assert header.keys() == ["Content-Disposition"], line
    assert header.get_content_disposition() == "attachment"
    assert header.get_filename() == name

print("functional ok")
