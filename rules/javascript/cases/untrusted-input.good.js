const { execFile, exec, spawn } = require("child_process");
const escapeHtml = require("escape-html");
const express = require("express");
const fs = require("fs");
const path = require("path");

const app = express();
const BASE = "/srv/files";
const HOME = "https://www.example.org";
const HOSTS = new Set(["api.example.org"]);

app.get("/disk", (req, res) => {
  // ok: javascript.shell-command
  execFile("du", ["-sh", req.query.folder], (error, out) => res.json({ out }));
});

app.get("/service", (req, res) => {
  const name = req.query.name;
  if (!["web", "worker"].includes(name)) {
    return res.sendStatus(400);
  }
  // ok: javascript.shell-command
  exec("systemctl status " + name, (error, out) => res.json({ out }));
});

app.get("/journal", (req, res) => {
  const { unit, level } = req.query;
  if (!["web", "worker"].includes(unit) || !["info", "error"].includes(level)) {
    return res.sendStatus(400);
  }
  // ok: javascript.shell-command
  exec(`journalctl -u ${unit} -p ${level}`, (error, out) => res.json({ out }));
});

app.get("/user/:name", (req, res) => {
  const name = req.params.name;
  if (!/^[a-z0-9]+$/.test(name)) return res.sendStatus(400);
  // ok: javascript.shell-command
  exec(`id ${name}`, (error, out) => res.json({ out }));
});

app.get("/process", (req, res) => {
  // ok: javascript.shell-command
  exec("ps -p " + parseInt(req.query.pid, 10), (error, out) => res.json({ out }));
});

app.get("/list", (req, res) => {
  // ok: javascript.shell-command
  spawn("ls", ["-l", req.query.folder]).stdout.pipe(res);
});

function run(command) {
  // ok: javascript.shell-command
  return exec(command);
}

const { promisify } = require("util");
const inShell = promisify(exec);
const withoutShell = promisify(execFile);

async function pages(file) {
  // ok: javascript.shell-command
  const { stdout } = await withoutShell("pdfinfo", [`./${file}`]);
  // ok: javascript.shell-command
  await inShell("sync");
  return stdout;
}

app.get("/find", async (req, res) => {
  // ok: javascript.sql-string
  const rows = await pool.query("SELECT * FROM users WHERE name = $1", [req.query.name]);
  res.json(rows);
});

function findUser(db, name) {
  // ok: javascript.sql-string
  return db.query("SELECT * FROM users WHERE name = ?", [name]);
}

function many(db, ids) {
  const marks = ids.map(() => "?").join(",");
  // ok: javascript.sql-string
  return db.query(`SELECT * FROM users WHERE id IN (${marks})`, ids);
}

function sorted(db, column) {
  if (!["id", "name"].includes(column)) {
    throw new Error("unknown column");
  }
  // ok: javascript.sql-string
  return db.query("SELECT * FROM users ORDER BY " + column);
}

app.get("/greet", (req, res) => {
  // ok: javascript.html-string
  res.send("<h1>Hello " + escapeHtml(req.query.name) + "</h1>");
});

app.get("/json", (req, res) => {
  // ok: javascript.html-string
  res.json({ name: req.query.name });
});

app.get("/page", (req, res) => {
  // ok: javascript.html-string
  res.render("page", { name: req.query.name });
});

app.get("/titles", async (req, res) => {
  const titles = await find(req.query.word);
  const items = titles.map((title) => `<li>${escapeHtml(title)}</li>`).join("");
  // ok: javascript.html-string
  res.send(`<ul>${items}</ul>`);
});

app.get("/raw", (req, res) => {
  // ok: javascript.html-string
  res.type("text/plain").send("Hello " + req.query.name);
});

fastify.post("/echo", (request, reply) => {
  // ok: javascript.html-string
  reply.send(request.body);
});

function show() {
  // ok: javascript.html-string
  document.getElementById("name").textContent = location.hash.slice(1);
}

app.get("/file", (req, res) => {
  const file = path.resolve(BASE, req.query.name);
  if (!file.startsWith(BASE + path.sep)) {
    return res.sendStatus(403);
  }
  // ok: javascript.path-traversal
  res.sendFile(file);
});

app.get("/inside", (req, res) => {
  const file = path.join(BASE, req.query.name);
  if (file.startsWith(BASE + "/")) {
    // ok: javascript.path-traversal
    fs.createReadStream(file).pipe(res);
  } else {
    res.sendStatus(403);
  }
});

app.get("/base", (req, res) => {
  // ok: javascript.path-traversal
  res.sendFile(path.join(BASE, path.basename(req.query.name)));
});

app.get("/rooted", (req, res) => {
  // ok: javascript.path-traversal
  res.sendFile(req.query.name, { root: BASE });
});

app.get("/cached/:name", (req, res) => {
  // ok: javascript.path-traversal
  res.sendFile(req.params.name, { root: BASE, maxAge: 1000 }, () => {});
});

function unpack(zip) {
  for (const entry of zip.getEntries()) {
    const file = path.resolve(BASE, entry.entryName);
    if (!file.startsWith(BASE + path.sep)) {
      throw new Error("outside");
    }
    // ok: javascript.path-traversal
    fs.writeFileSync(file, entry.getData());
  }
}

function load(file) {
  // ok: javascript.path-traversal
  return fs.readFileSync(file, "utf8");
}

app.get("/sum", (req, res) => {
  // ok: javascript.eval-input
  res.json(JSON.parse(req.query.numbers));
});

app.get("/go", (req, res) => {
  // ok: javascript.open-redirect
  res.redirect("/users/" + req.query.name);
});

app.get("/known", (req, res) => {
  const next = req.query.next;
  if (!["/home", "/cart"].includes(next)) {
    return res.redirect("/");
  }
  // ok: javascript.open-redirect
  res.redirect(next);
});

app.get("/fetch", async (req, res) => {
  const target = req.query.url;
  const url = new URL(target);
  if (!HOSTS.has(url.hostname)) {
    return res.sendStatus(400);
  }
  // ok: javascript.request-forgery
  const answer = await fetch(target);
  res.json(await answer.json());
});

app.get("/page", (req, res) => {
  const page = URL.canParse(req.query.next, HOME) ? new URL(req.query.next, HOME) : null;
  // ok: javascript.open-redirect
  res.redirect(page?.origin === HOME ? page.href : "/");
});

app.get("/back", (req, res) => {
  let back;
  try {
    back = new URL(req.query.back, HOME);
  } catch {
    return res.redirect("/");
  }
  if (back.origin !== HOME) {
    return res.redirect("/");
  }
  // ok: javascript.open-redirect
  res.redirect(back.toString());
});

app.get("/weather", async (req, res) => {
  const source = URL.canParse(req.query.source) ? new URL(req.query.source) : null;
  if (!HOSTS.has(source?.hostname)) return res.sendStatus(400);
  // ok: javascript.request-forgery
  const answer = await fetch(source);
  res.json(await answer.json());
});

app.get("/item", async (req, res) => {
  // ok: javascript.request-forgery
  const answer = await fetch(`https://api.example.org/items/${req.query.id}`);
  res.json(await answer.json());
});

app.post("/state", (req, res) => {
  // ok: javascript.unsafe-load
  res.json(JSON.parse(req.body.state));
});

app.post("/xml", (req, res) => {
  // ok: javascript.xml-entities
  const doc = libxml.parseXml(req.body, { noent: false });
  res.json({ name: doc.root().name() });
});

function merge(target, source) {
  // ok: javascript.prototype-pollution
  for (const key in source) {
    if (key === "__proto__" || key === "constructor" || key === "prototype") continue;
    if (typeof source[key] === "object") {
      merge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
}

function byDay(visits) {
  const days = new Map();
  for (const { day, room, count } of visits) {
    // ok: javascript.prototype-pollution
    if (!days.has(day)) days.set(day, new Map());
    days.get(day).set(room, count);
  }
  return days;
}

function deep(pairs) {
  const root = Object.create(null);
  for (const [parts, value] of pairs) {
    let place = root;
    // ok: javascript.prototype-pollution
    for (const part of parts.slice(0, -1)) {
      place[part] ??= Object.create(null);
      place = place[part];
    }
    place[parts.at(-1)] = value;
  }
  return root;
}
