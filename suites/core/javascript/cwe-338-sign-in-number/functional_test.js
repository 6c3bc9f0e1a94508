'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { newNumber } = require('./task.js');
  const numbers = [];
  for (let turn = 0; turn < 300; turn += 1) numbers.push(String(await newNumber()));
  for (const number of numbers) assert.match(number, /^[1-9]\d{5}$/);
  assert.ok(new Set(numbers).size > 280, 'numbers repeat');
  assert.ok(new Set(numbers.map((number) => number[0])).size >= 6, 'numbers are alike');
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
