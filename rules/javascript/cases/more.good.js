const { createHash, createHmac, randomUUID, scryptSync, timingSafeEqual, verify } = require("crypto");
const fs = require("fs");
const os = require("os");
const path = require("path");
const zlib = require("zlib");
const cors = require("cors");
const ejs = require("ejs");
const express = require("express");
const jwt = require("jsonwebtoken");
const multer = require("multer");
const { ParseOption, XmlDocument } = require("libxml2-wasm");

const app = express();
const ORIGINS = ["https://shop.example.org"];
const TYPES = new Set([".png", ".jpg"]);

function showMessage(list, message) {
  const item = document.createElement("li");
  item.textContent = `${message.author}: ${message.text}`;
  list.append(item);
  // ok: javascript.dom-html
  list.title.innerHTML = `<b>${escapeHtml(message.author)}</b>`;
}

function showList(box, names) {
  // ok: javascript.dom-html
  box.innerHTML = names.map((name) => `<li>${escapeHtml(name)}</li>`).join("");
}

function showPages(box, pages) {
  // ok: javascript.dom-html
  box.innerHTML = pages.map((page) => `<li>${page.count}</li>`).join("");
}

function showCount(box, count) {
  // ok: javascript.dom-html
  box.innerHTML = `<b>${count}</b>`;
}

function showNews(news) {
  // ok: javascript.dom-html
  document.getElementById("news").innerHTML = DOMPurify.sanitize(marked.parse(news));
}

// ok: javascript.unescaped-template
const greeting = ejs.compile("<%- include('head') %><h1>Hello <%= name %></h1>");

function page(name) {
  // ok: javascript.unescaped-template
  return Mustache.render("<p>{{name}}</p>", { name });
}

function bootstrap(settings) {
  const data = JSON.stringify(settings).replace(/</g, "\\u003c");
  // ok: javascript.json-in-script
  return `<body><script>window.settings = ${data}</script></body>`;
}

function attribute(settings) {
  const data = JSON.stringify(settings);
  // ok: javascript.json-in-script
  return `settings are ${data}`;
}

// ok: javascript.any-origin
app.use(cors({ origin: ORIGINS, credentials: true }));

// ok: javascript.any-origin
const shown = { origin: true, legend: false };

app.use((req, res, next) => {
  const origin = req.headers.origin;
  if (ORIGINS.includes(origin)) {
    // ok: javascript.reflected-origin
    res.setHeader("Access-Control-Allow-Origin", origin);
  }
  next();
});

// ok: javascript.message-origin
window.addEventListener("message", (event) => {
  if (event.origin !== "https://theme.example.org") return;
  applyTheme(event.data.theme);
});

// ok: javascript.websocket-origin
server.on("upgrade", (request, socket, head) => {
  if (!ORIGINS.includes(request.headers.origin)) return socket.destroy();
  const session = sessions.get(parse(request.headers.cookie).sid);
  if (!session) return socket.destroy();
  sockets.handleUpgrade(request, socket, head, (client) => join(client, session));
});

app.post("/token", (req, res) => {
  // ok: javascript.plain-cookie
  res.cookie("refresh_token", newToken(), { httpOnly: true, secure: true, sameSite: "strict" });
  // ok: javascript.script-cookie
  res.cookie("session", newToken(), COOKIE);
  // ok: javascript.plain-cookie
  res.cookie("auth", newToken(), { ...COOKIE, maxAge: 1000 });
  // ok: javascript.script-cookie
  res.cookie("theme", "dark", { maxAge: 1000 });
  res.sendStatus(204);
});

function read(token, keys) {
  // ok: javascript.decoded-token
  const { header } = jwt.decode(token, { complete: true });
  return jwt.verify(token, keys.get(header.kid), { algorithms: ["ES256"] });
}

function acceptUpdate(update, key) {
  // ok: javascript.optional-signature
  if (!update.signature || !verify(null, update.data, key, update.signature)) {
    throw new Error("bad signature");
  }
  return update.data;
}

app.post("/session", async (req, res, next) => {
  const user = await users.byName(String(req.body.name));
  if (!user || !(await bcrypt.compare(String(req.body.password), user.hash))) {
    return res.sendStatus(401);
  }
  req.session.regenerate((error) => {
    if (error) return next(error);
    // ok: javascript.kept-session
    req.session.userId = user.id;
    res.sendStatus(204);
  });
});

app.post("/sign-out", (req, res) => {
  // ok: javascript.kept-session
  req.session.userId = null;
  res.sendStatus(204);
});

function fromPartner(body, signature, key) {
  const own = createHmac("sha256", key).update(body).digest();
  const given = Buffer.from(signature, "hex");
  // ok: javascript.timing-compare
  return own.length === given.length && timingSafeEqual(own, given);
}

function configured() {
  // ok: javascript.timing-compare
  return process.env.ADMIN_TOKEN !== undefined;
}

function storePassword(user, password, salt) {
  // ok: javascript.fast-password-hash
  user.hash = scryptSync(password, salt, 32);
  // ok: javascript.fast-password-hash
  user.avatar = createHash("sha256").update(user.email).digest("hex");
}

app.post("/find", async (req, res) => {
  const { email } = req.body;
  if (typeof email !== "string") return res.sendStatus(400);
  // ok: javascript.query-operator
  const guest = await guests.findOne({ email });
  // ok: javascript.query-operator
  const other = await guests.findOne({ phone: String(req.body.phone) });
  // ok: javascript.query-operator
  const third = await guests.findOne({ name: { $eq: req.body.name } });
  res.json({ known: Boolean(guest ?? other ?? third) });
});

app.post("/pair", async (req, res) => {
  const { left, right } = req.body ?? {};
  if (typeof left !== "string" || typeof right !== "string") {
    return res.sendStatus(400);
  }
  // ok: javascript.query-operator
  const pair = await pairs.findOne({ left, right });
  res.json({ known: pair !== null });
});

function byCity(people, city) {
  // ok: javascript.query-operator
  return people.find({ city }).toArray();
}

app.get("/plan", async (req, res) => {
  try {
    res.json(await plan(req.query.day));
  } catch (error) {
    console.error(error.stack);
    // ok: javascript.error-in-answer
    res.status(500).json({ error: "the plan is not available" });
  }
});

app.use((err, req, res, next) => {
  // ok: javascript.error-in-answer
  res.status(err.status).json({ error: err.expose ? err.message : "failed" });
});

app.post("/visit", (req, res) => {
  // ok: javascript.log-line
  console.log(`visit of ${JSON.stringify(req.body.name)}`);
  // ok: javascript.log-line
  console.log("visit", { from: req.query.from });
  // ok: javascript.log-line
  console.log(`visit ${String(req.query.from).replace(/[\r\n]/g, " ")}`);
  res.sendStatus(204);
});

function saveChart(chart) {
  // ok: javascript.temporary-name
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "chart-"));
  // ok: javascript.temporary-name
  const other = path.join(os.tmpdir(), `${randomUUID()}.svg`);
  fs.writeFileSync(path.join(folder, "chart.svg"), chart);
  return [folder, other];
}

function createKey(file, key) {
  // ok: javascript.check-then-use
  fs.writeFileSync(file, key, { mode: 0o600, flag: "wx" });
  if (!fs.existsSync(path.dirname(file))) {
    fs.mkdirSync(path.dirname(file));
  }
}

async function readInbox(file) {
  // ok: javascript.check-then-use
  const handle = await fs.promises.open(file, fs.constants.O_NOFOLLOW);
  const info = await handle.stat();
  return handle.readFile();
}

const disk = multer.diskStorage({
  destination: "public/photos",
  filename: (req, file, done) => {
    const type = path.extname(file.originalname).toLowerCase();
    if (!TYPES.has(type)) {
      return done(new Error("not a picture"));
    }
    // ok: javascript.uploaded-name
    done(null, randomUUID() + type);
  },
});

app.post("/batch", (req, res) => {
  // ok: javascript.unbounded-inflate
  const text = zlib.gunzipSync(req.body, { maxOutputLength: 1_000_000 }).toString();
  res.json({ size: text.length });
});

function readFeed(text) {
  // ok: javascript.substituted-entities
  return XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_NONET });
}
