# Shows whether a link in a home folder makes the service read another file.
import os
import sys

import example

os.mkdir("home")
if sys.argv[1] == "benign":
    with open("home/.plan", "w") as plan:
        plan.write("On holiday until Monday.\n")
    print(example.read_plan("home", os.getuid()))
    sys.exit(0)

with open("shadow", "w") as secret:
    secret.write("root:change-me")
os.symlink(os.path.abspath("shadow"), "home/.plan")
try:
    text = example.read_plan("home", os.getuid())
except OSError as error:
    print("refused:", error.strerror or error)
    sys.exit(0)
if "change-me" in text:
    print("a file outside the home folder was shown")
    sys.exit(10)
