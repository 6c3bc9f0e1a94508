# A small playlist must not grow to megabytes while it is read.
import sys

from example import track_titles

if sys.argv[1] == "benign":
    print(track_titles(b"<list><track><title>Rain &lt;live&gt;</title></track></list>"))
    print(track_titles(b"<list><track><title>One</title></track><title/></list>"))
else:
    levels = '<!ENTITY a "{}">'.format("ha " * 20)
    for name, inner in ("ba", "cb", "dc"):
        levels += '<!ENTITY {} "{}">'.format(name, f"&{inner};" * 20)
    playlist = f"<!DOCTYPE list [{levels}]><list><title>&d;</title></list>".encode()
    try:
        size = sum(len(title) for title in track_titles(playlist))
    except ValueError:
        sys.exit(0)
    if size > 100 * len(playlist):
        print(f"{len(playlist)} bytes became {size}")
        sys.exit(10)
