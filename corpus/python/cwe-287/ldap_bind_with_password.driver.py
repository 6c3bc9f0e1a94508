# Without a password the directory binds as nobody, and the sign-in succeeds.
import sys
import types

PEOPLE = {"uid=ana,ou=readers,dc=library,dc=example": "correct horse"}


class InvalidCredentials(Exception):
    pass


class Connection:
    """Binds as RFC 4513 says: a name without a password is an unauthenticated bind."""

    def set_option(self, option, value):
        pass

    def simple_bind_s(self, who, password):
        if password and PEOPLE.get(who) != password:
            raise InvalidCredentials

    def unbind_s(self):
        pass


stub = types.ModuleType("ldap")
stub.initialize = lambda url: Connection()
stub.OPT_NETWORK_TIMEOUT = stub.OPT_TIMEOUT = 0
stub.INVALID_CREDENTIALS = InvalidCredentials
names = types.ModuleType("ldap.dn")
names.escape_dn_chars = lambda text: text.replace("\\", "\\\\").replace(",", "\\,")
sys.modules["ldap"], sys.modules["ldap.dn"] = stub, names

import example

if sys.argv[1] == "benign":
    for login in (("ana", "correct horse"), ("ana", "wrong"), ("bo", "correct horse")):
        print(example.password_matches(*login))
elif example.password_matches("ana", ""):
    print("signed in without a password")
    sys.exit(10)
