"""Harmless values to start from, and the hostile ones made of them.

A payload keeps a harmless beginning where it can, so that a validator which only looks
at part of the text is passed, and every payload uses one style only, so that a deny list
which forgot a style is beaten.
"""

import base64
import posixpath
import re

from .judge import PATH_ROOT
from .state import Payload

_GUESSES = [
    (r"e_?mail|recipient", "alice@example.org"),
    (r"ur[li]$|^url|link|href|redirect|next|target_url|callback|website", "http://example.org/"),
    (r"^host|hostname|domain|server|address$|^addr", "example.org"),
    (r"^ip|_ip$", "127.0.0.1"),
    (r"dir(name|ectory)?$|folder|^path_?dir", "reports"),
    (r"im(g|age)|photo|picture|avatar|logo|icon", "photo.png"),
    (r"file|path|document|attachment|report|download|template|page$", "report.txt"),
    (r"(^|_)(id|num|number|qty|quantity|count|age|price|amount|limit|offset|year|port|size|"
     r"total|stars|rating|score|index|day|month|shares|cost|zip|width|height|length|level)s?$|_id|quantity", "7"),
    (r"date", "2024-01-31"),
    (r"phone|mobile", "5550100"),
    (r"expr|formula|calc|equation", "1+1"),
]

VARIANTS = ("guess", "word", "number", "file", "host", "letters")
_FIXED = {"word": "alice7", "number": "7", "file": "report.txt", "host": "example.org",
          "letters": "alice"}


def guess(key, variant="guess"):
    """A harmless value for an input, by its name."""
    if variant in _FIXED and key[0] != "trusted":
        return _FIXED[variant]
    name = key[1].lower()
    for pattern, value in _GUESSES:
        if re.search(pattern, name):
            return value
    return "alice7"


_SQL = ["' OR zqsql=1 -- ", '" OR zqsql=1 -- ', " OR zqsql=1", "') OR zqsql=1 -- ",
        "\\' OR zqsql=1 -- ", '\\" OR zqsql=1 -- ', "` OR zqsql=1 -- ", "\\",
        "'OR(zqsql)#", "'/**/OR/**/zqsql=1#", ";zqsql", "\nzqsql", " zqsql", "', zqsql, '",
        "' zqsql '"]
_SHELL = [";zqcmd", "|zqcmd", "&zqcmd", "&&zqcmd", "||zqcmd", "$(zqcmd)", "`zqcmd`",
          "\nzqcmd", "';zqcmd #", '";zqcmd #', "';zqcmd;'", '";zqcmd;"', "\\';zqcmd #",
          "; zqcmd", ">zqcmd", " >/tmp/zqcmd", "\"$(zqcmd)\"", "'$(zqcmd)'", "'|zqcmd|'",
          "'\nzqcmd\n'"]
_HTML = ["<zqxss>", '"><zqxss>', "'><zqxss>", '" onzq="1', "' onzq='1", " onzq=1 ",
         "</script><zqxss>", "<img src=x onzq=1 ", "</title></textarea></style><zqxss>",
         '";zqjs();//', "';zqjs();//", "<<b>zqxss>", "<scr<script>ipt></script><zqxss>",
         "--><zqxss>", "<zqxss/x=", "\n<zqxss>"]
_CODE = ["zqcode()", "1;zqcode()", "1\nzqcode()", "' + zqcode() + '", '" + zqcode() + "',
         "'+zqcode()#", '"+zqcode()#', "');zqcode();('", '");zqcode();("', "1)+zqcode(",
         "zqcode", "[zqcode() for x in (1,)]", "'\nzqcode()\n'", '"""+zqcode()+"""',
         "1 or zqcode()", "{zqcode()}", "'''+zqcode()+'''"]
_XPATH = ["' or zqpath='", '" or zqpath="', " or zqpath", "'] | //zqpath | //a['", "']/zqpath['"]
_LDAP = ["*)(zqldap=*", ")(zqldap=*", "*)(zqldap=*))(|(a=*"]
_XML = ['<!DOCTYPE a [<!ENTITY zqxml SYSTEM "file:///zqroot">]><a>&zqxml;</a>']

_TAILS = {"sql": _SQL, "shell": _SHELL, "html": _HTML, "code": _CODE, "xpath": _XPATH,
          "ldap": _LDAP, "template": ["{{zqtpl}}"], "log": ["\nzqlog", "\rzqlog", "\r\nzqlog"]}


def _paths(benign, prefixes, suffixes, base_paths):
    up = "../" * 12
    target = PATH_ROOT[1:] + "/zqfile"
    out = []
    endings = [""] + [s for s in suffixes if s]
    if "." in posixpath.basename(benign):
        endings.insert(0, "." + benign.rsplit(".", 1)[1])
    for ending in dict.fromkeys(endings[:4]):
        out += [up + target + ending, "/" + target + ending,
                "....//" * 12 + target + ending, "..././" * 12 + target + ending,
                "reports/" + up + target + ending, "./" + up + target + ending,
                "//" + target + ending, "%2e%2e%2f" * 12 + target.replace("/", "%2f") + ending,
                "..%2f" * 12 + target.replace("/", "%2f") + ending,
                "..\\" * 12 + target.replace("/", "\\") + ending,
                ".../...//" * 12 + target + ending,
                "....//....//" + "/" + target + ending]
    for prefix in prefixes:
        out += [prefix + "/" + up + target, prefix + up + target]
    if benign:
        out.append(benign + "/" + up + target)
    # Next to the allowed folder, with a name that begins like it.
    ending = endings[0]
    for base in sorted(base_paths)[:4]:
        sibling = posixpath.basename(base) + "_zqsib/zqfile" + ending
        out += ["../" + sibling, posixpath.join(base, "../" + sibling),
                posixpath.join(posixpath.dirname(base), sibling)]
    return out


def _hosts(benign, prefixes):
    out = ["http://zqevil.example/", "//zqevil.example/", "https://zqevil.example/",
           "/\\zqevil.example/", "\\\\zqevil.example/", "http:zqevil.example", "http:///zqevil.example/",
           "zqevil.example", "/%09/zqevil.example", "///zqevil.example/", " //zqevil.example/",
           "/\t/zqevil.example", "@zqevil.example/", ".zqevil.example/"]
    for prefix in [benign, *prefixes]:
        if not prefix:
            continue
        stem = prefix.rstrip("/")
        out += [stem + ".zqevil.example/", stem + "@zqevil.example/",
                "http://zqevil.example/?" + prefix, "http://zqevil.example/" + prefix,
                "http://" + re.sub("^https?://", "", stem) + ".zqevil.example/",
                "https://" + re.sub("^https?://", "", stem) + "@zqevil.example/",
                prefix + "//zqevil.example/"]
    return out


def _around(benign, tail):
    """A payload after the harmless value, and inside it where it has a structure."""
    yield benign + tail
    url = re.match(r"(https?://)([^/]+)(/.*)?$", benign)
    if url:
        yield url[1] + url[2] + tail + (url[3] or "/")
    if "@" in benign:
        local, _, domain = benign.partition("@")
        yield local + tail + "@" + domain
        yield f'"{tail}"@{domain}' if '"' not in tail else local + "@" + tail + domain
    if "." in benign and "/" not in benign and "@" not in benign:
        stem, _, ending = benign.rpartition(".")
        yield stem + tail + "." + ending


def payloads(group, benigns, prefixes, suffixes, base_paths, encode):
    """The payloads of one group for an input that has these harmless values."""
    texts = []
    for benign in benigns:
        if group == "path":
            texts += [(t, benign) for t in _paths(benign, prefixes, suffixes, base_paths)]
        elif group in ("redirect", "fetch"):
            texts += [(t, benign) for t in _hosts(benign, prefixes)]
        elif group == "pickle":
            texts += [(t, benign) for t in ("zqpickle", "!!python/object/apply:zqpickle []",
                                            base64.b64encode(b"zqpickle!").decode(),
                                            b"zqpickle".hex())]
        elif group == "xml":
            texts += [(t, benign) for t in _XML]
        else:
            for tail in _TAILS[group]:
                texts += [(t, benign) for t in _around(benign, tail)]
                if group in ("shell", "code", "template"):
                    texts.append((tail.strip() if group == "code" else tail, benign))
                for prefix in prefixes:
                    texts.append((prefix + tail, prefix))
                for suffix in suffixes:
                    texts.append((benign + tail + suffix, benign + suffix))
            if group == "shell":
                texts.append(("zqcmd", benign))
    if encode:
        texts += [(base64.b64encode(t.encode()).decode(), b) for t, b in list(texts)]
    return [Payload(group, text, benign) for text, benign in dict.fromkeys(texts)]
