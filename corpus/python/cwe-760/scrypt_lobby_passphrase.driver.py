# A table of common passphrases, computed once, opens lobbies of any server.
import hashlib
import sys

# The cost is lowered here, to be quick; what is shown does not depend on it.
scrypt = hashlib.scrypt
hashlib.scrypt = lambda text, *, salt, **cost: scrypt(text, salt=salt, n=1024, r=8, p=1)

import example

if sys.argv[1] == "benign":
    stored = example.protect("blue otter")
    print(example.may_enter("blue otter", stored), example.may_enter("red otter", stored))
else:
    table = {example.protect(guess): guess for guess in ("hunter2", "let me in")}
    stolen = example.protect("let me in")
    if stolen in table:
        print("looked up in a table:", table[stolen])
        sys.exit(10)
