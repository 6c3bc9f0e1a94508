const { execFile, exec, spawn } = require("child_process");
const escapeHtml = require("escape-html");
const express = require("express");
const fs = require("fs");
const path = require("path");

const app = express();
const BASE = "/srv/files";
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
