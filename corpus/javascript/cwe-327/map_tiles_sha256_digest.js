// seccoder-example: 1
// title: Check a downloaded map tile pack against its published digest
// guideline: Check the integrity of files with SHA-256; MD5 and SHA-1 have collisions.
// cwe: CWE-327, CWE-328
// apis: crypto.createHash, stream.pipeline
// applies: standard library
// --- secure ---
const { createHash } = require("node:crypto");
const { createReadStream } = require("node:fs");
const { rename, rm } = require("node:fs/promises");
const { pipeline } = require("node:stream/promises");

async function installTiles(download, target, published) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(download), hash);
  const digest = hash.digest("hex");
  if (digest !== published.toLowerCase()) {
    await rm(download);
    throw new Error(`digest ${digest} differs from the published one`);
  }
  await rename(download, target);
}

module.exports = { installTiles };
// --- vulnerable ---
const { createHash } = require("node:crypto");
const { createReadStream } = require("node:fs");
const { rename, rm } = require("node:fs/promises");
const { pipeline } = require("node:stream/promises");

async function installTiles(download, target, published) {
  const hash = createHash("md5");
  await pipeline(createReadStream(download), hash);
  const digest = hash.digest("hex");
  if (digest !== published.toLowerCase()) {
    await rm(download);
    throw new Error(`digest ${digest} differs from the published one`);
  }
  await rename(download, target);
}

module.exports = { installTiles };
