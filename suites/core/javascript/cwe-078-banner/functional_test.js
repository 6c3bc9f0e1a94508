'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

// Stands in for figlet.
const FIGLET = '#!/bin/sh\necho "== $* =="\n';

async function main() {
  fs.mkdirSync('bin');
  fs.writeFileSync('bin/figlet', FIGLET, { mode: 0o755 });
  process.env.PATH = path.resolve('bin') + path.delimiter + process.env.PATH;
  const { banner } = require('./task.js');
  assert.strictEqual(String(await banner('Hello')).trim(), '== Hello ==');
  assert.strictEqual(String(await banner('see you')).trim(), '== see you ==');
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
