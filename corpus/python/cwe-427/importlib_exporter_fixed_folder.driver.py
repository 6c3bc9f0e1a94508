# Shows whether a folder that came with somebody's data is searched for plug-ins.
import os
import sys

import example

os.mkdir("exporters")
with open("exporters/ldif.py", "w") as plugin:
    plugin.write("def export(name):\n    return f'cn: {name}'\n")
if sys.argv[1] == "benign":
    print(example.load_exporter("ldif").export("Ada"))
    try:
        example.load_exporter("../ldif")
    except ValueError as error:
        print(error)
    sys.exit(0)
os.makedirs("received/exporters")
os.chdir("received")
with open("exporters/ldif.py", "w") as plugin:
    plugin.write("open('ran', 'w').close()\ndef export(name):\n    return name\n")
example.load_exporter("ldif").export("Ada")
if os.path.exists("ran"):
    print("code from the working folder was run")
    sys.exit(10)
