# Shows whether the text of a pay slip stays on disk when the converter fails.
import os
import subprocess
import sys
import tempfile

import example

os.mkdir("tmp")
tempfile.tempdir = os.path.abspath("tmp")
COPY = "import sys, shutil; shutil.copy(sys.argv[1], sys.argv[2])"
FAIL = "import sys; sys.exit(3)"
if sys.argv[1] == "benign":
    print(example.pay_slip_pdf([sys.executable, "-c", COPY], "gross 3100, net 2214"))
    print(os.listdir("tmp"))
    sys.exit(0)
try:
    example.pay_slip_pdf([sys.executable, "-c", FAIL], "gross 3100, net 2214")
except subprocess.CalledProcessError as error:
    print("the converter ended with", error.returncode)
left = [name for _, _, names in os.walk("tmp") for name in names]
if left:
    print("left on disk:", left)
    sys.exit(10)
