// Drives `seccoder mcp` with the official TypeScript SDK (`npm i @modelcontextprotocol/sdk`, 1.x).
//
//   node scripts/clients/mcp_node.mjs target/release/seccoder
//
// Run it where the SDK is installed: modules are looked for beside this file and in the working
// folder. Lists and calls everything over standard input and output, and over HTTP with a token;
// ends with 1 at the first answer that is not as documented. Proposals go to a database of its own.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const here = createRequire(join(process.cwd(), "here.js"));
const sdk = (part) =>
  import(pathToFileURL(here.resolve(`@modelcontextprotocol/sdk/client/${part}.js`)).href);
const { Client } = await sdk("index");
const { StdioClientTransport } = await sdk("stdio");
const { StreamableHTTPClientTransport } = await sdk("streamableHttp");

const TOKEN = "a-token-for-this-test";
const UNSAFE = `import sqlite3


def find(db, name):
    cur = db.cursor()
    cur.execute("SELECT id FROM users WHERE name = '" + name + "'")
    return cur.fetchone()
`;

/** Prints the step; ends the program where the answer is wrong. */
function expect(what, right, text) {
  console.log(`${right ? "ok " : "BAD"} ${what}: ${String(text).replace(/\s+/g, " ").slice(0, 90)}`);
  if (!right) process.exit(1);
}

/** Expects that asking fails. */
async function refused(what, asking) {
  const error = await asking.then(() => null, (error) => error);
  expect(what, error !== null, error?.message);
}

async function drive(client) {
  const { tools } = await client.listTools();
  const names = tools.map((tool) => tool.name).join(" ");
  expect("tools", names === "secure_examples check_code add_example", names);
  const call = async (name, args) => {
    const result = await client.callTool({ name, arguments: args });
    expect(`${name} answers with one text`, result.content.length === 1, result.content[0].text);
    return result.content[0].text;
  };
  const query = "run ping for a host that the user gives";
  let text = await call("secure_examples", { query, language: "python" });
  expect("guideline", text.includes("guideline: ") && !text.includes("```"), text);
  const id = text.match(/\[([0-9a-f]{12})\]/)[1];
  text = await call("secure_examples", { query, cwe: "89", detail: "code" });
  expect("code", text.includes("```"), text);
  text = await call("check_code", { code: UNSAFE, language: "python" });
  expect("finding", text.startsWith("insecure: ") && text.includes("\nCWE-89: "), text);
  text = await call("add_example", {
    code: "def f(a):\n    return a.closed(1)\n",
    language: "python",
    cwes: ["CWE-345"],
    title: "Close it",
  });
  expect("proposal", text.includes("in quarantine"), text);

  const { resources } = await client.listResources();
  expect("resources", resources.length === 1, resources[0].uri);
  const { resourceTemplates } = await client.listResourceTemplates();
  expect("templates", resourceTemplates.length === 2, resourceTemplates.map((t) => t.uriTemplate));
  for (const uri of ["seccoder://database", `seccoder://example/${id}`, "seccoder://cwe/89"]) {
    const { contents } = await client.readResource({ uri });
    expect(uri, contents[0].text.length > 0, contents[0].text);
  }
  await refused("no such resource", client.readResource({ uri: "seccoder://example/../x" }));

  const { prompts } = await client.listPrompts();
  expect("prompts", prompts.length === 2, prompts.map((prompt) => prompt.name));
  const completion = { name: "secure_completion", arguments: { task: query } };
  const review = { name: "review", arguments: { code: UNSAFE, language: "python" } };
  for (const wanted of [completion, review]) {
    const { messages } = await client.getPrompt(wanted);
    expect(wanted.name, messages.length === 1, messages[0].content.text);
  }
  await client.close();
}

const program = resolve(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), "seccoder-mcp-"));
const own = join(folder, "own.db");
const db = `${own},built-in`;
const about = { name: "mcp_node", version: "1" };
try {
  execFileSync(program, ["db", "init", "--empty", "--db", own, "-q"], { stdio: "ignore" });
  console.log("-- stdio");
  let client = new Client(about);
  const args = ["mcp", "--db", db];
  await client.connect(new StdioClientTransport({ command: program, args, env: process.env }));
  await drive(client);

  console.log("-- HTTP");
  const token = join(folder, "token");
  writeFileSync(token, TOKEN);
  const server = spawn(program, [...args, "--http", "127.0.0.1:0", "--token-file", token], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    const lines = createInterface({ input: server.stderr })[Symbol.asyncIterator]();
    const url = new URL((await lines.next()).value.replace("serving ", ""));
    client = new Client(about);
    const requestInit = { headers: { Authorization: `Bearer ${TOKEN}` } };
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
    await drive(client);
    await refused("no token", new Client(about).connect(new StreamableHTTPClientTransport(url)));
  } finally {
    server.kill();
  }
  console.log("all as documented");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
