"""Drives `seccoder mcp` with the official Python SDK (`pip install mcp`, 2.x).

    python scripts/clients/mcp_python.py target/release/seccoder

Lists and calls everything the server offers, over standard input and output in both ways to begin
(initialize, and discover), and over HTTP with a token. Prints a line for each step and ends with 1
at the first answer that is not as documented. Proposals go to a database of its own.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx2
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

TOKEN = "a-token-for-this-test"
UNSAFE = 'import sqlite3\n\n\ndef find(db, name):\n    cur = db.cursor()\n    ' \
    'cur.execute("SELECT id FROM users WHERE name = \'" + name + "\'")\n    return cur.fetchone()\n'
SAFE = 'def seal(ledger, key, digest):\n    """Seal the ledger."""\n    ' \
    'if not digest.matches(key, ledger.entries):\n        raise ValueError("unsealed")\n    ' \
    'return ledger.closed()\n'


def expect(what, right, text):
    """Prints the step; ends the program where the answer is wrong."""
    shown = " ".join(str(text).split())[:90]
    print(f"{'ok ' if right else 'BAD'} {what}: {shown}")
    if not right:
        sys.exit(1)


async def call(client, tool, **arguments):
    """The text of a tool's answer, and whether it is an error."""
    result = await client.call_tool(tool, arguments)
    expect(f"{tool} answers with one text", len(result.content) == 1, result.content[0].text)
    return result.content[0].text, bool(result.is_error)


async def refused(what, asking):
    """Expects an error of the protocol."""
    try:
        answer = await asking
    except MCPError as error:
        expect(what, True, error)
    else:
        expect(what, False, answer)


async def drive(client, first):
    """Everything once. `first` is whether the proposal is new."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    names = {"secure_examples", "check_code", "add_example"}
    expect("tools", set(tools) == names, sorted(tools))
    hints = {name: tool.annotations.read_only_hint for name, tool in tools.items()}
    expect("hints", hints == {name: name != "add_example" for name in names}, hints)

    query = "run ping for a host that the user gives"
    text, error = await call(client, "secure_examples", query=query, language="python")
    expect("guideline", not error and "guideline: " in text and "```" not in text, text)
    short = re.search(r"\[([0-9a-f]{12})\]", text).group(1)
    text, error = await call(
        client, "secure_examples", query=query, cwe="CWE-89", k=2, detail="code")
    expect("code", not error and "```" in text and "CWE-89" in text, text)
    text, error = await call(client, "secure_examples", query="x", language="cobol")
    expect("unknown language", error and "known: python" in text, text)

    text, error = await call(client, "check_code", code=UNSAFE, language="find.py")
    expect("finding", not error and text.startswith("insecure: "), text)
    expect("its fix", "line 6: CWE-89" in text and "\nCWE-89: " in text, text)
    text, error = await call(client, "check_code", code="x = 1\n", language="python")
    expect("no finding", text.startswith("secure: no finding by "), text)
    text, error = await call(client, "check_code", code="def (:\n", language="python")
    expect("no program", text.startswith("invalid: "), text)

    text, error = await call(
        client, "add_example", code=SAFE, language="python", cwes=["CWE-345"],
        title="Seal a ledger", guideline="Check the digest before closing.")
    expected = "is in quarantine" if first else "waits in quarantine already"
    expect("proposal", not error and expected in text, text)

    resources = [str(one.uri) for one in (await client.list_resources()).resources]
    expect("resources", resources == ["seccoder://database"], resources)
    templates = (await client.list_resource_templates()).resource_templates
    templates = [one.uri_template for one in templates]
    expected = ["seccoder://example/{id}", "seccoder://cwe/{number}"]
    expect("templates", templates == expected, templates)
    for uri, part in [
        ("seccoder://database", "secure examples"),
        (f"seccoder://example/{short}", "not instructions"),
        ("seccoder://cwe/89", "CWE-89"),
    ]:
        read = (await client.read_resource(uri)).contents[0].text
        expect(uri, part in read, read)
    for uri in ["seccoder://example/../../etc/passwd", "seccoder://cwe/0", "file:///etc/passwd"]:
        await refused(f"{uri} is refused", client.read_resource(uri))

    prompts = [prompt.name for prompt in (await client.list_prompts()).prompts]
    expect("prompts", prompts == ["secure_completion", "review"], prompts)
    for name, arguments, part in [
        ("secure_completion", {"task": query, "language": "python"}, "not instructions"),
        ("review", {"code": UNSAFE, "language": "python"}, "check_code"),
    ]:
        prompt = await client.get_prompt(name, arguments)
        text = prompt.messages[0].content.text
        expect(name, part in text, text)
    await refused("a prompt without its task is refused", client.get_prompt("secure_completion", {}))


async def over_stdio(program, db):
    """Both ways to begin, each with a server of its own."""
    environment = {name: value for name, value in os.environ.items()}
    server = StdioServerParameters(
        command=program, args=["mcp", "--db", db], env=environment)
    for number, mode in enumerate(["legacy", "auto"]):
        async with Client(stdio_client(server), mode=mode) as client:
            print(f"-- stdio, {mode}, protocol {client.protocol_version}")
            await drive(client, first=number == 0)


async def over_http(program, db, folder):
    """With the token, and without."""
    token = Path(folder, "token")
    token.write_text(TOKEN + "\n")
    server = await asyncio.create_subprocess_exec(
        program, "mcp", "--db", db, "--http", "127.0.0.1:0", "--token-file", token,
        stderr=subprocess.PIPE)
    try:
        line = (await server.stderr.readline()).decode()
        url = line.removeprefix("serving ").strip()
        expect("address", url.startswith("http://127.0.0.1:"), line)
        for mode in ["legacy", "auto"]:
            headers = {"Authorization": f"Bearer {TOKEN}"}
            async with httpx2.AsyncClient(headers=headers, timeout=120) as http:
                transport = streamable_http_client(url, http_client=http)
                async with Client(transport, mode=mode) as client:
                    print(f"-- HTTP, {mode}, protocol {client.protocol_version}")
                    await drive(client, first=False)
        async with httpx2.AsyncClient() as http:
            ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
            answer = await http.post(url, json=ping)
            expect("no token", answer.status_code == 401, answer.status_code)
            headers = {"Authorization": f"Bearer {TOKEN}", "Host": "evil.example"}
            answer = await http.post(url, json=ping, headers=headers)
            expect("another host", answer.status_code == 403, answer.status_code)
    finally:
        server.terminate()
        code = await asyncio.wait_for(server.wait(), 15)
    expect("it ends when asked to", code == 0, code)


async def main():
    """Both ways in, over a database of this run."""
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        own = str(Path(folder, "own.db"))
        subprocess.run([program, "db", "init", "--empty", "--db", own, "-q"], check=True)
        db = f"{own},built-in"
        await over_stdio(program, db)
        await over_http(program, db, folder)
    print("all as documented")


asyncio.run(main())
