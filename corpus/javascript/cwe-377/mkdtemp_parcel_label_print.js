// seccoder-example: 1
// title: Print a parcel label through a temporary file
// guideline: Create temporary files in a fresh mkdtemp folder, never under a guessable name.
// cwe: CWE-377, CWE-59
// apis: fs.promises.mkdtemp, os.tmpdir, child_process.execFile
// applies: standard library
// --- secure ---
const { execFile } = require("node:child_process");
const { mkdtemp, rm, writeFile } = require("node:fs/promises");
const os = require("node:os");
const path = require("node:path");
const { promisify } = require("node:util");

const run = promisify(execFile);

async function printLabel(pdf, printer) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "label-"));
  const file = path.join(folder, "label.pdf");
  try {
    await writeFile(file, pdf, { mode: 0o600 });
    await run("lp", ["-d", printer, "--", file], { timeout: 20_000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

module.exports = { printLabel };
// --- vulnerable ---
const { execFile } = require("node:child_process");
const { rm, writeFile } = require("node:fs/promises");
const os = require("node:os");
const path = require("node:path");
const { promisify } = require("node:util");

const run = promisify(execFile);

async function printLabel(pdf, printer) {
  const file = path.join(os.tmpdir(), `label-${Date.now()}.pdf`);
  try {
    await writeFile(file, pdf);
    await run("lp", ["-d", printer, "--", file], { timeout: 20_000 });
  } finally {
    await rm(file, { force: true });
  }
}

module.exports = { printLabel };
