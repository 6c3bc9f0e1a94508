# Shows whether a small zip file takes any amount of memory, by many members or in one block.
import io
import sys
import tracemalloc
import zipfile

import example


def pack(method, **lessons):
    upload = io.BytesIO()
    with zipfile.ZipFile(upload, "w", method) as archive:
        for name, text in lessons.items():
            archive.writestr(name, text)
    upload.seek(0)
    return upload


if sys.argv[1] == "benign":
    lessons = {"greetings": "bonjour, salut", "numbers": "un, deux, trois"}
    print(example.read_lessons(pack(zipfile.ZIP_DEFLATED, **lessons)))
    print(example.read_lessons(pack(zipfile.ZIP_STORED, colours="rouge, vert")))
    sys.exit(0)
uploads = [
    pack(zipfile.ZIP_DEFLATED, **{f"lesson{n}": bytes(4 << 20) for n in range(6)}),
    pack(zipfile.ZIP_BZIP2, lesson=bytes(24 << 20)),
]
for upload in uploads:
    tracemalloc.start()
    try:
        example.read_lessons(upload)
    except ValueError as error:
        print("refused:", error)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    if peak > 12 << 20:
        print(len(upload.getvalue()), "bytes took", peak, "bytes of memory")
        sys.exit(10)
