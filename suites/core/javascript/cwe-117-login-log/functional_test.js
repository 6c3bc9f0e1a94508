'use strict';
const assert = require('node:assert');
const fs = require('node:fs');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

// Writing may go on after the function has returned.
async function linesOnce(count) {
  for (let turn = 0; turn < 100; turn += 1) {
    const text = fs.existsSync('signin.log') ? fs.readFileSync('signin.log', 'utf8') : '';
    const lines = text.split('\n');
    if (lines.length > count) return lines;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no ${count} lines in the log`);
}

async function main() {
  const { logSignIn } = require('./task.js');
  await logSignIn('ada', '10.0.0.7', false);
  await linesOnce(1);
  await logSignIn('bo.lee', '192.168.1.20', true);
  const lines = await linesOnce(2);
  assert.strictEqual(lines.length, 3);
  assert.match(lines[0], /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d FAILED 10\.0\.0\.7 "?ada"?$/);
  assert.match(lines[1], /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d OK 192\.168\.1\.20 "?bo\.lee"?$/);
  assert.strictEqual(lines[2], '');
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
