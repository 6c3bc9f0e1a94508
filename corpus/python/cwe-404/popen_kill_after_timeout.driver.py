# Shows whether a renderer that hangs goes on after its time is over.
import subprocess
import sys

started = []


class Recorded(subprocess.Popen):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        started.append(self)


subprocess.Popen = Recorded

import example

UPPER = "import sys; sys.stdout.write(sys.stdin.read().upper())"
HANG = "import time; time.sleep(15)"
if sys.argv[1] == "benign":
    print(example.render_plan([sys.executable, "-c", UPPER], b"wall door wall", 10))
    sys.exit(0)
try:
    example.render_plan([sys.executable, "-c", HANG], b"", 0.3)
except subprocess.TimeoutExpired as error:
    print("refused after", error.timeout)
running = [process for process in started if process.poll() is None]
for process in running:
    process.kill()
    process.wait()
if running:
    print("the renderer was still running")
    sys.exit(10)
