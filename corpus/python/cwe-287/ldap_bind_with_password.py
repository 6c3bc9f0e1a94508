# seccoder-example: 1
# title: Check a reader's password by an LDAP bind
# guideline: Refuse an empty password before binding; many servers take it for an anonymous bind.
# cwe: CWE-287
# apis: ldap.ldapobject.LDAPObject.simple_bind_s, ldap.dn.escape_dn_chars
# applies: python-ldap
# --- secure ---
import ldap
from ldap.dn import escape_dn_chars

DIRECTORY = "ldaps://directory.library.example"
READERS = "ou=readers,dc=library,dc=example"


def password_matches(uid: str, password: str) -> bool:
    # A bind without a password succeeds as nobody, whatever the name.
    if not uid or not password:
        return False
    connection = ldap.initialize(DIRECTORY)
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, 5)
    connection.set_option(ldap.OPT_TIMEOUT, 5)
    try:
        connection.simple_bind_s(f"uid={escape_dn_chars(uid)},{READERS}", password)
    except ldap.INVALID_CREDENTIALS:
        return False
    finally:
        connection.unbind_s()
    return True
# --- vulnerable ---
import ldap
from ldap.dn import escape_dn_chars

DIRECTORY = "ldaps://directory.library.example"
READERS = "ou=readers,dc=library,dc=example"


def password_matches(uid: str, password: str) -> bool:
    connection = ldap.initialize(DIRECTORY)
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, 5)
    connection.set_option(ldap.OPT_TIMEOUT, 5)
    try:
        connection.simple_bind_s(f"uid={escape_dn_chars(uid)},{READERS}", password)
    except ldap.INVALID_CREDENTIALS:
        return False
    finally:
        connection.unbind_s()
    return True
