'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { isOwnLink } = require('./task.js');
  for (const own of ['https://shop.example/', 'https://shop.example/lamps?page=2']) {
    assert.ok(await isOwnLink(own), own);
  }
  for (const other of ['https://news.example/', 'https://maps.test/lamps?page=2']) {
    assert.ok(!(await isOwnLink(other)), other);
  }
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
