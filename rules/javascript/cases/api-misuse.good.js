const crypto = require("crypto");
const https = require("https");
const jwt = require("jsonwebtoken");

function digest(text) {
  // ok: javascript.weak-hash
  return crypto.createHash("sha256").update(text).digest("hex");
}

function encrypt(key, iv) {
  // ok: javascript.weak-cipher
  return crypto.createCipheriv("aes-256-gcm", key, iv);
}

function session(words) {
  // ok: javascript.predictable-secret
  const token = crypto.randomBytes(32).toString("hex");
  // ok: javascript.predictable-secret
  const word = words[Math.floor(Math.random() * words.length)];
  return [token, word];
}

function agent() {
  // ok: javascript.unverified-certificate
  return new https.Agent({ rejectUnauthorized: true });
}

// ok: javascript.written-secret
const password = process.env.DB_PASSWORD;

function sign(user) {
  // ok: javascript.written-secret
  return jwt.sign({ user }, process.env.JWT_SECRET);
}

function read(token, key) {
  // ok: javascript.unverified-token
  return jwt.verify(token, key, { algorithms: ["HS256"] });
}

function valid(text) {
  // ok: javascript.slow-regex
  return /^\w+(-\w+)?$/.test(text);
}

function fields(text) {
  // ok: javascript.slow-regex
  return /^[a-z]+(?:,[a-z]+)*$/.test(text);
}

function address(text) {
  // ok: javascript.slow-regex
  return /^\d+(\.\d+){3,}$/.test(text);
}

function blocks(text) {
  // ok: javascript.slow-regex
  return /^(.*\n)*$/.test(text);
}

function options(given) {
  // ok: javascript.written-secret
  if (typeof given.secret === "string") return [given.secret];
  // ok: javascript.written-secret
  const messages = { wrong_password: "This password is wrong" };
  return messages;
}

// ok: javascript.predictable-secret
function dots(count) {
  let text = "";
  for (let i = 0; i < count; i++) {
    text += Math.random() < 0.5 ? "." : " ";
  }
  return text;
}
