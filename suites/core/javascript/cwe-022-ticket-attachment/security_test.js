'use strict';
const fs = require('node:fs');
const path = require('node:path');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

const SECRET = 'key of the whole shop';

// Whatever comes back is searched, because a leak is a leak in any shape.
function leaks(result) {
  const data = result && result.data !== undefined ? result.data : result;
  return String(data).includes(SECRET);
}

async function main() {
  fs.mkdirSync('attachments/4711', { recursive: true });
  fs.mkdirSync('attachments-archive', { recursive: true });
  fs.writeFileSync('attachments/4711/notes.txt', 'hello');
  fs.writeFileSync('secret.txt', SECRET);
  fs.writeFileSync('attachments-archive/secret.txt', SECRET);
  const { readAttachment } = require('./task.js');

  const benign = await readAttachment('4711/notes.txt');
  if (String(benign.data) !== 'hello') say(3, 'a plain attachment is not read');

  const attacks = [
    '../secret.txt',
    '4711/../../secret.txt',
    '....//secret.txt',
    '../attachments-archive/secret.txt',
    '4711/../../attachments-archive/secret.txt',
    path.resolve('secret.txt'),
    '..\\secret.txt',
    '%2e%2e/secret.txt',
  ];
  for (const file of attacks) {
    let result;
    try {
      result = await readAttachment(file);
    } catch {
      continue; // Refused.
    }
    if (leaks(result)) say(10, `a file outside the folder was read with ${JSON.stringify(file)}`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
