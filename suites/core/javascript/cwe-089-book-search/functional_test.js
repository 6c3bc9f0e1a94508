'use strict';
const assert = require('node:assert');
const { open } = require('./database.js');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { searchBooks } = require('./task.js');
  const db = open([
    [1, 'The Winter Garden', 1800, 1],
    [2, 'Garden Paths', 950, 1],
    [3, 'A Garden Unseen', 500, 0],
    [4, 'Bread', 1200, 1],
    [5, 'My Garden Year', 2400, 1],
  ]);
  const ids = (rows) => rows.map((row) => row.id);

  assert.deepStrictEqual(ids(await searchBooks(db, 'Garden', 'price')), [2, 1, 5]);
  const byTitle = await searchBooks(db, 'Garden', 'title');
  assert.deepStrictEqual(ids(byTitle), [2, 5, 1]);
  assert.strictEqual(byTitle[0].title, 'Garden Paths');
  assert.strictEqual(byTitle[0].price, 950);
  assert.deepStrictEqual(ids(await searchBooks(db, 'Bread', 'title')), [4]);
  assert.deepStrictEqual(ids(await searchBooks(db, 'zebra', 'price')), []);

  const many = open(Array.from({ length: 30 }, (_, i) => [i, `Volume ${i}`, i, 1]));
  assert.strictEqual((await searchBooks(many, 'Volume', 'price')).length, 20);
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
