"""Attack: file names that add header lines of their own."""

import re
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


task = load()


def lines(name):
    text = attempt(lambda: task.disposition(name))
    if not isinstance(text, str):
        return []
    return [line for line in re.split(r"\r\n|\n", text) if line.strip()]


if len(lines("report.pdf")) != 1 or "report.pdf" not in lines("report.pdf")[0]:
    stop(3, "an ordinary file gets no header line")

for end in ("\r\n", "\n", '"\r\n', '"\n'):
    for name in (
        f"report.pdf{end}Set-Cookie: session=1",
        f"report{end}Set-Cookie: session=1{end}X: .pdf",
        f"report.pdf{end}{end}<script>alert(1)</script>",
    ):
        for line in lines(name)[1:]:
            if not line.startswith((" ", "\t")):
                stop(10, f"the name {name!r} made the line {line!r}")

print("security ok")
