"""What `seccoder mcp` costs an agent, in tokens (`pip install mcp tokenizers`).

    python scripts/clients/mcp_tokens.py target/release/seccoder TOKENIZER.json

Counts the list of tools as JSON, which a client sends with every conversation, and the text of each
tool's answer, as the tokenizer counts them; without a tokenizer, four bytes count as a token, and
the page says so. Vendors' tokenizers differ by some tenths.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from mcp import Client, StdioServerParameters, stdio_client

UNSAFE = 'import sqlite3\n\n\ndef find(db, name):\n    cur = db.cursor()\n    ' \
    'cur.execute("SELECT id FROM users WHERE name = \'" + name + "\'")\n    return cur.fetchone()\n'
TWO = UNSAFE + '\n\nimport subprocess\n\n\ndef ping(host):\n    ' \
    'return subprocess.call("ping -c 1 " + host, shell=True)\n'
QUERIES = [
    ("look a user up by name in SQLite", "python"),
    ("copy a file name into a fixed buffer", "c"),
    ("serve an uploaded file by its name with express", "javascript"),
    ("run ping for a host that the user gives", "python"),
    ("compare a password with its stored hash", "java"),
]


def counter():
    """How tokens are counted, and by what."""
    if len(sys.argv) < 3:
        return (lambda text: (len(text.encode()) + 3) // 4), "estimated: four bytes a token"
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(sys.argv[2])
    # Some tokenizers come with a limit on length, which would cap the count.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    count = lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
    return count, f"counted with {Path(sys.argv[2]).parent.name}"


async def main():
    """Asks and counts."""
    program = str(Path(sys.argv[1]).resolve())
    count, how = counter()
    print(f"tokens, {how}")
    with tempfile.TemporaryDirectory() as folder:
        own = str(Path(folder, "own.db"))
        subprocess.run([program, "db", "init", "--empty", "--db", own, "-q"], check=True)
        server = StdioServerParameters(
            command=program, args=["mcp", "--db", f"{own},built-in"], env=dict(os.environ))
        async with Client(stdio_client(server), mode="legacy") as client:
            tools = (await client.list_tools()).tools
            sent = [{"name": t.name, "description": t.description, "input_schema": t.input_schema}
                    for t in tools]
            print(f"{count(json.dumps(sent)):5}  tools/list, as a client passes it to its model")
            print(f"{count(client.instructions):5}  instructions")

            async def cost(tool, **arguments):
                result = await client.call_tool(tool, arguments)
                return count(result.content[0].text)

            async def print_range(what, costs):
                low, high = min(costs), max(costs)
                print(f"{low:5}–{high}  {what}")

            for what, more in [
                ("secure_examples", {}),
                ("secure_examples, code", {"detail": "code"}),
                ("secure_examples, k = 5", {"k": 5}),
                ("secure_examples, k = 5, code", {"k": 5, "detail": "code"}),
            ]:
                costs = [await cost("secure_examples", query=query, language=language, **more)
                         for query, language in QUERIES]
                await print_range(what, costs)
            nothing = await cost("secure_examples", query="add two numbers")
            print(f"{nothing:5}  secure_examples, unsure")
            print(f"{await cost('check_code', code=UNSAFE, language='python'):5}  check_code, 1 finding")
            print(f"{await cost('check_code', code=TWO, language='python'):5}  check_code, 2 weaknesses")
            print(f"{await cost('check_code', code='x = 1', language='python'):5}  check_code, secure")
            added = await cost(
                "add_example", code="def f(a):\n    return a.closed(1)\n", language="python",
                cwes=["CWE-345"], title="Close it")
            print(f"{added:5}  add_example")


asyncio.run(main())
