'use strict';
const assert = require('node:assert');
const fs = require('node:fs');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const JPEG = Buffer.from('ffd8ffe000104a46494600010100', 'hex');

async function main() {
  fs.mkdirSync('public/avatars', { recursive: true });
  fs.writeFileSync('public/avatars/420.png', 'of somebody else');
  const { saveAvatar } = require('./task.js');

  const png = { filename: 'me.png', contentType: 'image/png', data: PNG };
  assert.strictEqual(await saveAvatar(42, png), '/avatars/42.png');
  assert.ok(fs.readFileSync('public/avatars/42.png').equals(PNG));

  const jpeg = { filename: 'holiday.2.jpg', contentType: 'image/jpeg', data: JPEG };
  const where = await saveAvatar(42, jpeg);
  assert.match(where, /^\/avatars\/42\.jpe?g$/);
  assert.ok(fs.readFileSync(`public${where}`).equals(JPEG));

  const names = fs.readdirSync('public/avatars').sort();
  assert.deepStrictEqual(names, [where.split('/').pop(), '420.png']);
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
