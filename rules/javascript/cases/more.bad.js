const { createHash, createHmac, pbkdf2Sync, verify } = require("crypto");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { promisify } = require("util");
const zlib = require("zlib");
const cors = require("cors");
const ejs = require("ejs");
const express = require("express");
const jwt = require("jsonwebtoken");
const multer = require("multer");
const { ParseOption, XmlDocument } = require("libxml2-wasm");

const app = express();

function showMessage(list, message) {
  // ruleid: javascript.dom-html
  list.innerHTML += `<li><b>${message.author}</b>: ${message.text}</li>`;
}

function showPlan(box, plan) {
  const entries = plan.map((entry) => `<li title="${entry.note}">${entry.title}</li>`);
  // ruleid: javascript.dom-html
  box.innerHTML = entries.join("");
}

function showNames(box, names) {
  // ruleid: javascript.dom-html
  box.innerHTML = `<ul>${names.map((name) => `<li>${name}</li>`).join("")}</ul>`;
}

function showTags(box, tags) {
  // ruleid: javascript.dom-html
  box.innerHTML = tags.map((tag) => `<i>${tag}</i>`).join(" ");
}

async function showBio(id) {
  const answer = await fetch("/bio/" + id);
  const bio = await answer.json();
  // ruleid: javascript.dom-html
  document.querySelector("#bio").insertAdjacentHTML("beforeend", "<p>" + bio.text + "</p>");
}

function showNews(news) {
  // ruleid: javascript.dom-html
  document.getElementById("news").innerHTML = marked.parse(news);
}

// ruleid: javascript.unescaped-template
const greeting = ejs.compile("<h1>Hello <%- name %></h1>");

function page(name) {
  // ruleid: javascript.unescaped-template
  return Mustache.render("<p>{{{name}}}</p>", { name });
}

function bootstrap(settings) {
  // ruleid: javascript.json-in-script
  return `<body><script>window.settings = ${JSON.stringify(settings)}</script></body>`;
}

function preload(cart) {
  const data = JSON.stringify(cart);
  // ruleid: javascript.json-in-script
  return `<script>const cart = ${data};</script>`;
}

// ruleid: javascript.any-origin
app.use(cors({ credentials: true, origin: true }));

// ruleid: javascript.any-origin
app.use(cors({ origin: (origin, done) => done(null, true), credentials: true }));

app.use((req, res, next) => {
  const origin = req.headers.origin;
  // ruleid: javascript.reflected-origin
  res.setHeader("Access-Control-Allow-Origin", origin);
  next();
});

// ruleid: javascript.message-origin
window.addEventListener("message", (event) => {
  applyTheme(event.data.theme);
});

// ruleid: javascript.websocket-origin
server.on("upgrade", (request, socket, head) => {
  const session = sessions.get(parse(request.headers.cookie).sid);
  if (!session) return socket.destroy();
  sockets.handleUpgrade(request, socket, head, (client) => join(client, session));
});

app.post("/token", (req, res) => {
  // ruleid: javascript.plain-cookie
  res.cookie("refresh_token", newToken(), { httpOnly: true });
  // ruleid: javascript.plain-cookie
  res.cookie("session", newToken(), { httpOnly: true, secure: false });
  // ruleid: javascript.script-cookie
  res.cookie("device_token", newToken(), { secure: true });
  // ruleid: javascript.script-cookie
  res.cookie("auth", newToken(), { secure: true, httpOnly: false });
  res.sendStatus(204);
});

app.get("/me", (req, res) => {
  // ruleid: javascript.decoded-token
  const claims = jwt.decode(req.get("x-token"));
  res.json({ id: claims.sub });
});

function acceptUpdate(update, key) {
  // ruleid: javascript.optional-signature
  if (update.signature && !verify(null, update.data, key, update.signature)) {
    throw new Error("bad signature");
  }
  return update.data;
}

app.post("/session", async (req, res) => {
  const user = await users.byName(String(req.body.name));
  if (!user || !(await bcrypt.compare(String(req.body.password), user.hash))) {
    return res.sendStatus(401);
  }
  // ruleid: javascript.kept-session
  req.session.userId = user.id;
  res.sendStatus(204);
});

function fromPartner(body, signature, key) {
  const own = createHmac("sha256", key).update(body).digest("hex");
  // ruleid: javascript.timing-compare
  return own === signature;
}

function adminOnly(req, res, next) {
  // ruleid: javascript.timing-compare
  if (req.get("x-admin") !== process.env.ADMIN_TOKEN) return res.sendStatus(403);
  next();
}

function storePassword(user, password, salt) {
  // ruleid: javascript.fast-password-hash
  user.hash = createHash("sha512").update(salt + password).digest("hex");
  // ruleid: javascript.fast-password-hash
  user.other = pbkdf2Sync(password, salt, 1000, 32, "sha256");
}

app.post("/find", async (req, res) => {
  // ruleid: javascript.query-operator
  const guest = await guests.findOne({ email: req.body.email });
  res.json({ known: guest !== null });
});

function byCity(people, city) {
  // ruleid: javascript.query-operator
  return people.find({ $where: "this.city == '" + city + "'" }).toArray();
}

app.get("/plan", async (req, res) => {
  try {
    res.json(await plan(req.query.day));
  } catch (error) {
    // ruleid: javascript.error-in-answer
    res.status(500).json({ error: error.message });
  }
});

app.use((err, req, res, next) => {
  // ruleid: javascript.error-in-answer
  res.send("<pre>" + err.stack + "</pre>");
});

app.post("/visit", (req, res) => {
  // ruleid: javascript.log-line
  console.log(`visit of ${req.body.name}`);
  const line = "visitor " + req.query.from + "\n";
  // ruleid: javascript.log-line
  fs.appendFileSync("visits.log", line);
  res.sendStatus(204);
});

function saveChart(chart) {
  // ruleid: javascript.temporary-name
  const file = path.join(os.tmpdir(), "chart-" + Date.now() + ".svg");
  fs.writeFileSync(file, chart);
  return file;
}

function saveReport(report) {
  // ruleid: javascript.temporary-name
  fs.writeFileSync(`/tmp/report-${process.pid}.txt`, report);
}

function createKey(file, key) {
  // ruleid: javascript.check-then-use
  if (!fs.existsSync(file)) {
    fs.writeFileSync(file, key, { mode: 0o600 });
  }
}

async function readInbox(file) {
  // ruleid: javascript.check-then-use
  const info = await fs.promises.lstat(file);
  if (info.isSymbolicLink()) throw new Error("a link");
  return fs.promises.readFile(file);
}

const disk = multer.diskStorage({
  destination: "public/photos",
  filename: (req, file, done) => {
    // ruleid: javascript.uploaded-name
    done(null, Date.now() + path.extname(file.originalname));
  },
});

const unpack = promisify(zlib.brotliDecompress);

app.post("/batch", async (req, res) => {
  // ruleid: javascript.unbounded-inflate
  const text = zlib.gunzipSync(req.body).toString();
  // ruleid: javascript.unbounded-inflate
  const more = await unpack(req.body);
  res.json({ size: text.length + more.length });
});

function readFeed(text) {
  // ruleid: javascript.substituted-entities
  return XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_NOENT });
}
