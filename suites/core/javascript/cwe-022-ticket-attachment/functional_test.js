'use strict';
const assert = require('node:assert');
const fs = require('node:fs');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  fs.mkdirSync('attachments/4711', { recursive: true });
  fs.mkdirSync('attachments/12', { recursive: true });
  const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff, 0xfe]);
  fs.writeFileSync('attachments/4711/photo.png', picture);
  fs.writeFileSync('attachments/12/notes.txt', 'printer is on fire\n');
  const { readAttachment } = require('./task.js');

  const photo = await readAttachment('4711/photo.png');
  assert.strictEqual(photo.type, 'image/png');
  assert.ok(Buffer.isBuffer(photo.data) && photo.data.equals(picture));

  const notes = await readAttachment('12/notes.txt');
  assert.strictEqual(notes.type, 'text/plain');
  assert.strictEqual(String(notes.data), 'printer is on fire\n');
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
