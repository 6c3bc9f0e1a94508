# seccoder-example: 1
# title: Look up colleagues' phone numbers in LDAP with ldap3
# guideline: Escape values with escape_filter_chars before they become part of an LDAP filter.
# cwe: CWE-90
# apis: ldap3.Connection.search, ldap3.utils.conv.escape_filter_chars
# applies: ldap3
# --- secure ---
from ldap3 import SUBTREE, Connection
from ldap3.utils.conv import escape_filter_chars

PEOPLE = "ou=people,dc=example,dc=org"


def phone_numbers(conn: Connection, surname: str) -> list[tuple[str, str]]:
    wanted = escape_filter_chars(surname)
    conn.search(
        PEOPLE,
        f"(&(objectClass=person)(sn={wanted}))",
        search_scope=SUBTREE,
        attributes=["cn", "telephoneNumber"],
        size_limit=20,
        time_limit=5,
    )
    return [
        (entry.cn.values[0], ", ".join(entry.telephoneNumber.values))
        for entry in conn.entries
    ]
# --- vulnerable ---
from ldap3 import SUBTREE, Connection

PEOPLE = "ou=people,dc=example,dc=org"


def phone_numbers(conn: Connection, surname: str) -> list[tuple[str, str]]:
    conn.search(
        PEOPLE,
        f"(&(objectClass=person)(sn={surname}))",
        search_scope=SUBTREE,
        attributes=["cn", "telephoneNumber"],
        size_limit=20,
        time_limit=5,
    )
    return [
        (entry.cn.values[0], ", ".join(entry.telephoneNumber.values))
        for entry in conn.entries
    ]
