const crypto = require("crypto");
const https = require("https");
const jwt = require("jsonwebtoken");

function digest(text) {
  // ruleid: javascript.weak-hash
  return crypto.createHash("md5").update(text).digest("hex");
}

function encrypt(key, iv) {
  // ruleid: javascript.weak-cipher
  crypto.createCipheriv("aes-128-ecb", key, null);
  // ruleid: javascript.weak-cipher
  return crypto.createCipher("aes-256-cbc", key);
}

function session() {
  // ruleid: javascript.predictable-secret
  const token = Math.random().toString(36).slice(2);
  return token;
}

function agent() {
  // ruleid: javascript.unverified-certificate
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  // ruleid: javascript.unverified-certificate
  return new https.Agent({ rejectUnauthorized: false });
}

// ruleid: javascript.written-secret
const password = "hunter22";

function sign(user) {
  // ruleid: javascript.written-secret
  return jwt.sign({ user }, "a-fixed-key");
}

function read(token, key) {
  // ruleid: javascript.unverified-token
  return jwt.verify(token, key, { algorithms: ["none"] });
}

function valid(text) {
  // ruleid: javascript.slow-regex
  return /^(\w+)+$/.test(text);
}

function fields(text) {
  // ruleid: javascript.slow-regex
  return /^(?:[a-z]+,?)*$/.test(text);
}

function rows(text) {
  // ruleid: javascript.slow-regex
  return /^(.+;)*$/.test(text);
}

// ruleid: javascript.predictable-secret
function resetCode() {
  let text = "";
  for (let i = 0; i < 6; i++) {
    text += Math.floor(Math.random() * 10);
  }
  return text;
}
