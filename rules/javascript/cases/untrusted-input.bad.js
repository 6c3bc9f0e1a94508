const { exec, execSync, spawn } = require("child_process");
const express = require("express");
const fs = require("fs");
const path = require("path");

const app = express();
const BASE = "/srv/files";

app.get("/disk", (req, res) => {
  // ruleid: javascript.shell-command
  exec("du -sh " + req.query.folder, (error, out) => res.json({ out }));
});

app.get("/ping/:host", (req, res) => {
  const { host } = req.params;
  // ruleid: javascript.shell-command
  const out = execSync(`ping -c 1 ${host}`);
  res.json({ out: out.toString() });
});

app.get("/shell", (req, res) => {
  // ruleid: javascript.shell-command
  spawn("sh", ["-c", "id " + req.query.user]);
  res.sendStatus(204);
});

function archive(folder) {
  // ruleid: javascript.shell-command
  return execSync("tar czf out.tgz " + folder);
}

const { promisify } = require("util");
const inShell = promisify(exec);

async function pages(file) {
  // ruleid: javascript.shell-command
  const { stdout } = await inShell(`pdfinfo "${file}"`);
  return stdout;
}

app.get("/user", async (req, res) => {
  const name = req.query.name;
  // ruleid: javascript.sql-string
  const rows = await pool.query("SELECT * FROM users WHERE name = '" + name + "'");
  res.json(rows);
});

app.post("/login", (req, res) => {
  const sql = `SELECT * FROM users WHERE name = '${req.body.name}'`;
  // ruleid: javascript.sql-string
  db.get(sql, (error, row) => res.json(row));
});

function findUser(db, name) {
  // ruleid: javascript.sql-string
  return db.query(`SELECT * FROM users WHERE name = '${name}'`);
}

const removeUser = async (db, id) => {
  let sql = "DELETE FROM users WHERE id = ";
  sql += id;
  // ruleid: javascript.sql-string
  await db.execute(sql);
};

app.get("/greet", (req, res) => {
  // ruleid: javascript.html-string
  res.send("<h1>Hello " + req.query.name + "</h1>");
});

app.get("/missing", (req, res) => {
  const name = req.params.name;
  // ruleid: javascript.html-string
  res.status(404).send(`<p>No ${name}</p>`);
});

app.get("/chain", (req, res) => {
  // ruleid: javascript.html-string
  res.status(404).type("html").send(`<p>No ${req.query.name}</p>`);
});

fastify.get("/hello", (request, reply) => {
  // ruleid: javascript.html-string
  reply.type("text/html").send("<h1>" + request.query.name + "</h1>");
});

fastify.get("/bye", (request, reply) => {
  reply.header("content-type", "text/html");
  // ruleid: javascript.html-string
  reply.send("<h1>" + request.query.name + "</h1>");
});

function show() {
  const name = location.hash.slice(1);
  // ruleid: javascript.html-string
  document.getElementById("name").innerHTML = "<b>" + name + "</b>";
}

app.get("/file", (req, res) => {
  // ruleid: javascript.path-traversal
  res.sendFile(path.join(BASE, req.query.name));
});

app.get("/read", (req, res) => {
  const file = BASE + "/" + req.query.name;
  // ruleid: javascript.path-traversal
  fs.readFile(file, "utf8", (error, text) => res.json({ text }));
});

app.get("/prefix", (req, res) => {
  const file = path.resolve(BASE, req.query.name);
  if (!file.startsWith(BASE)) {
    console.warn("outside", file);
  }
  // ruleid: javascript.path-traversal
  fs.createReadStream(file).pipe(res);
});

app.get("/cached", (req, res) => {
  // ruleid: javascript.path-traversal
  res.sendFile(path.join(BASE, req.params.name), { maxAge: 1000 }, () => {});
});

function unpack(zip) {
  for (const entry of zip.getEntries()) {
    // ruleid: javascript.path-traversal
    fs.writeFileSync(path.join(BASE, entry.entryName), entry.getData());
  }
}

function load(base, name) {
  // ruleid: javascript.path-traversal
  return fs.readFileSync(path.join(base, name), "utf8");
}

app.get("/sum", (req, res) => {
  // ruleid: javascript.eval-input
  res.json(eval(req.query.expression));
});

app.get("/go", (req, res) => {
  // ruleid: javascript.open-redirect
  res.redirect(req.query.next || "/");
});

app.get("/fetch", async (req, res) => {
  // ruleid: javascript.request-forgery
  const answer = await fetch(req.query.url);
  res.json(await answer.json());
});

app.get("/proxy", async (req, res) => {
  // ruleid: javascript.request-forgery
  const { body } = await undici.request(req.query.target, { method: "GET" });
  body.pipe(res);
});

app.post("/state", (req, res) => {
  // ruleid: javascript.unsafe-load
  res.json(require("node-serialize").unserialize(req.body.state));
});

app.post("/xml", (req, res) => {
  // ruleid: javascript.xml-entities
  const doc = libxml.parseXml(req.body, { noent: true });
  res.json({ name: doc.root().name() });
});

function merge(target, source) {
  // ruleid: javascript.prototype-pollution
  for (const key in source) {
    if (typeof source[key] === "object") {
      merge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
}

function setPath(object, parts, value) {
  // ruleid: javascript.prototype-pollution
  for (const part of parts.slice(0, -1)) {
    object = object[part];
  }
  object[parts[parts.length - 1]] = value;
}

function byDay(visits) {
  const days = {};
  for (const { day, room, count } of visits) {
    // ruleid: javascript.prototype-pollution
    days[day] ??= {};
    days[day][room] = count;
  }
  return days;
}
