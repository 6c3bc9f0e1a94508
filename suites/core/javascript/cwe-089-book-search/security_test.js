'use strict';
const { open } = require('./database.js');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function main() {
  const { searchBooks } = require('./task.js');
  const db = open([
    [1, 'Garden Paths', 950, 1],
    [2, 'Secret Garden Draft', 500, 0],
    [3, 'Winter Garden', 1800, 1],
    [4, 'Garden Tools', 700, 1],
  ]);
  const search = async (text, sort) => {
    try {
      const rows = await searchBooks(db, text, sort);
      return Array.isArray(rows) ? rows : [];
    } catch {
      return []; // Refused, or the database did.
    }
  };

  if ((await search('Garden', 'price')).length !== 3) say(3, 'a plain search does not work');

  // Only text that leaves its quotes can bring the unpublished book back.
  const texts = [
    "Garden' OR 1=1 -- ",
    "Garden%' OR 1=1 -- ",
    "Garden') OR 1=1 -- ",
    "Garden%') OR 1=1 -- ",
    "zz%' OR title LIKE '%Draft",
  ];
  for (const text of texts) {
    const rows = await search(text, 'title');
    if (rows.some((row) => row.id === 2)) {
      say(10, `the search text ${JSON.stringify(text)} became part of the query`);
    }
  }
  // Only a column name that is pasted into the query can turn the order round or cut it short.
  for (const sort of ['price DESC, price', 'price" DESC, "price', '`price` DESC, `price']) {
    const ids = (await search('Garden', sort)).map((row) => row.id);
    if (ids.join() === '3,1,4') {
      say(10, `the sort order ${JSON.stringify(sort)} became part of the query`);
    }
  }
  for (const sort of ['price LIMIT 1 --', '1 LIMIT 1 --']) {
    if ((await search('Garden', sort)).length === 1) {
      say(10, `the sort order ${JSON.stringify(sort)} became part of the query`);
    }
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
