"""Does a payload stand in a dangerous position? Small lexers, no state.

Each function gets the whole text that reached a sink and looks for the payload's mark
where only code may stand: outside string literals, in command position, as a tag.
"""

import ast
import html.parser
import posixpath
import re
import urllib.parse

SQL_MARK = "zqsql"
SHELL_MARK = "zqcmd"
HTML_MARK = "zqxss"
ATTRIBUTE_MARK = "onzq"
SCRIPT_MARK = "zqjs"
CODE_MARK = "zqcode"
HOST_MARK = "zqevil"
XPATH_MARK = "zqpath"
LDAP_MARK = "zqldap"
PATH_ROOT = "/zqroot"
SIBLING_MARK = "_zqsib"


# SQL ---------------------------------------------------------------------------


def sql_tokens(text, backslash=True):
    """Splits a query into (kind, text) pairs; comments are dropped."""
    tokens, i, n = [], 0, len(text)
    while i < n:
        c = text[i]
        if c in "'\"`":
            j = i + 1
            closed = False
            while j < n:
                if text[j] == "\\" and backslash and c != "`":
                    j += 2
                    continue
                if text[j] == c:
                    if j + 1 < n and text[j + 1] == c:
                        j += 2
                        continue
                    closed = True
                    break
                j += 1
            tokens.append(("string" if closed else "open", c))
            i = j + 1
        elif text.startswith("--", i) or c == "#":
            end = text.find("\n", i)
            i = n if end < 0 else end
        elif text.startswith("/*", i):
            end = text.find("*/", i + 2)
            i = n if end < 0 else end + 2
        elif c.isspace():
            i += 1
        elif c.isalnum() or c == "_":
            j = i
            while j < n and (text[j].isalnum() or text[j] == "_"):
                j += 1
            tokens.append(("word", text[i:j]))
            i = j
        else:
            tokens.append(("sign", c))
            i += 1
    return tokens


def sql_injected(query, payload, benign, backslash=True):
    """Whether the payload changes the structure of the query."""
    tokens = sql_tokens(query, backslash)
    if any(kind == "word" and SQL_MARK in word.lower() for kind, word in tokens):
        return True
    # A last backslash that was doubled is escaped, and not the payload as it was.
    if payload and payload in query and not (payload[-1] == "\\" and payload + "\\" in query):
        calm = sql_tokens(query.replace(payload, benign or "x"), backslash)
        shape = [kind if kind != "sign" else sign for kind, sign in tokens]
        calm_shape = [kind if kind != "sign" else sign for kind, sign in calm]
        return shape != calm_shape
    return False


# Shell -------------------------------------------------------------------------

_KEEP_COMMAND_POSITION = {
    "if", "then", "else", "elif", "do", "while", "until", "!", "{", "time", "exec",
    "eval", "sudo", "nohup", "command",
}


def shell_commands(text):
    """The command words of a script and the targets of its redirections."""
    commands, targets = [], []
    _shell_scan(text, 0, "", commands, targets)
    return commands, targets


def _shell_scan(text, i, stop, commands, targets):
    n = len(text)
    word, expect_target, at_command, quoted = None, False, True, False

    def end_word():
        nonlocal word, expect_target, at_command, quoted
        if word is None:
            return
        if expect_target:
            targets.append(word)
            expect_target = False
        elif at_command:
            plain = not quoted
            if plain and re.match(r"[A-Za-z_]\w*=", word):
                pass
            else:
                commands.append(word)
                at_command = plain and word in _KEEP_COMMAND_POSITION
        word, quoted = None, False

    while i < n:
        c = text[i]
        if stop and c == stop:
            end_word()
            return i + 1
        if c == "\\":
            word = (word or "") + text[i + 1 : i + 2]
            i += 2
        elif c == "'":
            end = text.find("'", i + 1)
            end = n if end < 0 else end
            word, quoted = (word or "") + text[i + 1 : end], True
            i = end + 1
        elif c == '"':
            word, quoted = word or "", True
            i += 1
            while i < n and text[i] != '"':
                if text[i] == "\\" and text[i + 1 : i + 2] in ('"', "\\", "$", "`"):
                    word += text[i + 1 : i + 2]
                    i += 2
                elif text[i] == "`" or text.startswith("$(", i):
                    i = _substitution(text, i, commands, targets)
                else:
                    word += text[i]
                    i += 1
            i += 1
        elif c == "`" or text.startswith(("$(", "<(", ">("), i):
            word = word or ""
            i = _substitution(text, i, commands, targets)
        elif c in "<>":
            if word is not None and not word.isdigit():
                end_word()
            word = None
            i += 1
            while i < n and text[i] in "<>&|":
                i += 1
            expect_target = True
        elif c == "&" and text.startswith("&>", i):
            end_word()
            i += 1
        elif c in ";&|\n(){}" and not (c in "{}" and word is not None):
            end_word()
            at_command, expect_target = True, False
            i += 1
        elif c.isspace():
            end_word()
            i += 1
        elif c == "#" and word is None:
            end = text.find("\n", i)
            i = n if end < 0 else end
        else:
            word = (word or "") + c
            i += 1
    end_word()
    return n


def _substitution(text, i, commands, targets):
    if text[i] == "`":
        end = i + 1
        while end < len(text) and text[end] != "`":
            end += 2 if text[end] == "\\" else 1
        _shell_scan(text[i + 1 : end], 0, "", commands, targets)
        return end + 1
    return _shell_scan(text, i + 2, ")", commands, targets)


def shell_injected(script):
    """Whether the payload's mark runs as a command or is written to as a file."""
    commands, targets = shell_commands(script)
    return any(word.startswith(SHELL_MARK) for word in commands) or any(
        SHELL_MARK in target for target in targets
    )


# HTML --------------------------------------------------------------------------


class _Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.hit = False
        self.script = ""

    def handle_starttag(self, tag, attrs):
        # A tag that the payload opened and the page closed may have glued parts.
        if HTML_MARK in tag or any(ATTRIBUTE_MARK in (name or "") for name, _ in attrs):
            self.hit = True
        if any(value and SCRIPT_MARK in value and _js_exposed(value)
               for name, value in attrs if (name or "").startswith("on")):
            self.hit = True

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        if self.cdata_elem == "script":
            self.script += data


def _js_exposed(script):
    """Whether the mark stands outside JavaScript's strings and comments."""
    bare = re.sub(r"""'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|//[^\n]*""", "''", script)
    return SCRIPT_MARK in bare


def html_injected(body):
    """Whether a page holds a tag, an attribute or script code of the payload."""
    marks = (HTML_MARK, ATTRIBUTE_MARK, SCRIPT_MARK)
    if not any(mark in body for mark in marks):
        return False
    page = _Page()
    try:
        page.feed(body)
        page.close()
    except Exception:  # the parser gives up on some nonsense that browsers accept
        return f"<{HTML_MARK}" in body
    return page.hit or (SCRIPT_MARK in page.script and _js_exposed(page.script))


# Paths and URLs ------------------------------------------------------------------


def path_escapes(path, cwd, base_paths):
    """Whether a path leads out of the folder that it was meant for."""
    resolved = posixpath.normpath(posixpath.join(cwd, path))
    if resolved.startswith("//"):
        resolved = resolved[1:]
    if resolved == PATH_ROOT or resolved.startswith(PATH_ROOT + "/"):
        return True
    parts = resolved.split("/")
    for position, part in enumerate(parts):
        if part.endswith(SIBLING_MARK):
            sibling = "/".join(parts[:position] + [part.removesuffix(SIBLING_MARK)])
            return sibling in base_paths
    return False


def host_of(location):
    """The host that a browser would go to; empty for a path on the same site."""
    text = re.sub(r"[\x00-\x20]+", "", location.strip()).replace("\\", "/")
    text = re.sub(r"(?i)^(https?):/*", r"\1://", text)
    if text.startswith("//"):
        text = "http:" + re.sub("^/+", "//", text)
    try:
        return (urllib.parse.urlsplit(text).hostname or "").lower()
    except ValueError:
        return ""


def host_taken(location):
    """Whether the payload chose the host."""
    return HOST_MARK in host_of(location)


# Code and the rest -----------------------------------------------------------------


def code_injected(source):
    """Whether the mark is a name in the code, rather than inside a literal."""
    try:
        tree = ast.parse(source.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and CODE_MARK in node.id:
            return True
        if isinstance(node, ast.Attribute) and CODE_MARK in node.attr:
            return True
    return False


def xpath_injected(expression):
    """Whether the mark stands outside XPath's string literals."""
    return XPATH_MARK in re.sub(r"'[^']*'|\"[^\"]*\"", "''", expression)


def ldap_injected(text):
    """Whether the payload's brackets are still those of a filter."""
    return bool(re.search(r"\(" + LDAP_MARK, text))


def template_injected(source):
    """Whether the payload's expression became part of the template's source."""
    return bool(re.search(r"\{\{\s*zqtpl", source))
