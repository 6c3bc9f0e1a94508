#!/usr/bin/env node
// The official OpenAI client for Node against an OpenAI-compatible server.
//
//     openai_node.mjs http://127.0.0.1:8383/v1 qwen2.5-coder-0.5b local
//
// Prints a line for every check; exits 1 if one failed. The last word says what is asked, as in
// openai_python.py, of which this is the counterpart: local, proxy or bare. The client is found
// in the folder that NODE_CLIENTS names, because scripts/clients/run keeps it in a cache.

import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.NODE_CLIENTS ?? process.cwd();
const found = createRequire(path.join(folder, "package.json")).resolve("openai");
const imported = await import(pathToFileURL(found).href);
// By import conditions it is an ES module or a CommonJS one; both give the same class.
const OpenAI = imported.OpenAI ?? imported.default?.OpenAI ?? imported.default;

const [baseURL, model, through] = process.argv.slice(2);
if (!["local", "proxy", "bare"].includes(through)) {
  console.error("usage: openai_node.mjs BASE_URL MODEL local|proxy|bare");
  process.exit(2);
}
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0, timeout: 300_000 });

const before = `const sqlite3 = require("sqlite3");

// The orders of a customer.
function ordersOf(db, customer) {
`;
const after = "\n  return rows;\n}\n";
const completion = { model, prompt: before, max_tokens: 24, temperature: 0 };
const chat = {
  model,
  messages: [{ role: "user", content: "Write a JavaScript function that lists a customer's orders from SQLite." }],
  max_tokens: 24,
  temperature: 0,
};
const tool = {
  type: "function",
  function: {
    name: "read_file",
    description: "Read a file of the project.",
    parameters: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
  },
};

let failed = 0;

async function check(name, run) {
  try {
    const detail = await run();
    console.log(`ok   node/${through}: ${name}${detail ? ` (${detail})` : ""}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL node/${through}: ${name}: ${error?.constructor?.name}: ${error?.message}`);
  }
}

function must(condition, words) {
  if (!condition) throw new Error(String(words));
}

// The error that a request must end in.
async function refused(status, request) {
  try {
    await request();
  } catch (error) {
    must(error.status === status, `status ${error.status} instead of ${status}: ${error.message}`);
    return error;
  }
  throw new Error("it was answered");
}

async function collect(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

await check("models are listed", async () => {
  const ids = [];
  for await (const one of client.models.list()) ids.push(one.id);
  must(ids.includes(model), `${model} is not among ${ids}`);
  return ids.join(", ");
});
await check("completion", async () => {
  const answer = await client.completions.create(completion);
  must(answer.choices[0].text.trim(), "no text");
  must(answer.usage.completion_tokens > 0, "no tokens are counted");
});
await check("completion, streamed", async () => {
  const events = await collect(await client.completions.create({ ...completion, stream: true }));
  must(events.map((event) => event.choices[0]?.text ?? "").join("").trim(), "no text");
  must(events.length > 1, "it came in one piece");
  return `${events.length} events`;
});
await check("fill in the middle by suffix", async () => {
  const answer = await client.completions.create({ ...completion, suffix: after });
  must(answer.choices[0].text.trim(), "no text");
});
await check("fill in the middle by the model's tokens", async () => {
  const prompt = `<|fim_prefix|>${before}<|fim_suffix|>${after}<|fim_middle|>`;
  const answer = await client.completions.create({ ...completion, prompt });
  must(answer.choices[0].text.trim(), "no text");
});
await check("chat", async () => {
  const answer = await client.chat.completions.create(chat);
  must(answer.choices[0].message.content.trim(), "no text");
});
await check("chat, streamed", async () => {
  const events = await collect(await client.chat.completions.create({ ...chat, stream: true }));
  const text = events.map((event) => event.choices[0]?.delta?.content ?? "").join("");
  must(text.trim(), "no text");
  const reasons = events.map((event) => event.choices[0]?.finish_reason).filter(Boolean);
  must(reasons.length === 1, `reasons to finish: ${reasons}`);
  return `${events.length} events`;
});
await check("a stream that is left early", async () => {
  const stream = await client.chat.completions.create({ ...chat, max_tokens: 400, stream: true });
  for await (const _ of stream) break;
  must((await client.completions.create(completion)).choices[0].text.trim(), "no text");
});

if (through !== "bare") {
  await check("headers say what was shown", async () => {
    const { data, response } = await client.completions.create(completion).withResponse();
    const shown = response.headers.get("x-seccoder");
    must(["shown", "nothing"].includes(shown), `x-seccoder: ${shown}`);
    must(data.choices[0].text.trim(), "no text");
    const detail = response.headers.get(shown === "shown" ? "x-seccoder-demonstrations" : "x-seccoder-why");
    must(detail, "it does not say what was shown, or why nothing");
    return `${shown}: ${detail}`;
  });
  await check("off by header", async () => {
    const options = { headers: { "x-seccoder": "off" } };
    const { response } = await client.chat.completions.create(chat, options).withResponse();
    must(response.headers.get("x-seccoder-why") === "off", response.headers.get("x-seccoder-why"));
  });
  await check("off in the body", async () => {
    const body = { ...completion, seccoder: { off: true } };
    const { response } = await client.completions.create(body).withResponse();
    must(response.headers.get("x-seccoder-why") === "off", response.headers.get("x-seccoder-why"));
  });
  await check("a report in the answer", async () => {
    const answer = await client.completions.create({ ...completion, seccoder: { report: true } });
    must(answer.seccoder && "method" in answer.seccoder, `seccoder: ${JSON.stringify(answer.seccoder)}`);
  });
  await check("a misspelt switch is an error", async () => {
    await refused(400, () => client.completions.create({ ...completion, seccoder: { methd: "auto" } }));
  });
}
if (through === "local") {
  await check("embeddings", async () => {
    const input = ["const f = () => {}", "SELECT 1"];
    // This client asks for base64 by itself and decodes it; asked for floats, it hands them on.
    const packed = await client.embeddings.create({ model, input });
    const plain = await client.embeddings.create({ model, input, encoding_format: "float" });
    must(packed.data.length === 2 && plain.data.length === 2, "two vectors were asked for");
    const [length, same] = [packed.data[0].embedding.length, plain.data[0].embedding.length];
    must(length > 1 && length === same, `${length} numbers, then ${same}`);
    return `${length} numbers each`;
  });
  await check("an unknown model is an error", async () => {
    await refused(404, () => client.completions.create({ ...completion, model: "no-such-model" }));
  });
  await check("tools are refused, not ignored", async () => {
    const error = await refused(400, () => client.chat.completions.create({ ...chat, tools: [tool] }));
    must(error.message.includes("tools"), error.message);
  });
} else {
  await check("a tool call passes through", async () => {
    const answer = await client.chat.completions.create({
      ...chat,
      messages: [{ role: "user", content: "Read the file app.py and fix the SQL query in it." }],
      tools: [tool],
      tool_choice: { type: "function", function: { name: "read_file" } },
      max_tokens: 64,
    });
    const calls = answer.choices[0].message.tool_calls;
    must(calls?.[0]?.function?.name === "read_file", `tool calls: ${JSON.stringify(calls)}`);
    return calls[0].function.arguments.trim();
  });
  await check("an error of the server passes through", async () => {
    // Started for completions, the second server has no embeddings, and says so itself.
    try {
      await client.embeddings.create({ model, input: "const f = () => {}" });
    } catch (error) {
      must(error.status >= 400 && !/seccoder/i.test(error.message), `${error.status} ${error.message}`);
      return String(error.status);
    }
    throw new Error("it has embeddings after all");
  });
}
process.exit(failed ? 1 : 0);
