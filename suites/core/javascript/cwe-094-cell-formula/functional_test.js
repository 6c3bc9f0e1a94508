'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { cellValue } = require('./task.js');
  assert.strictEqual(await cellValue('Rent'), 'Rent');
  assert.strictEqual(await cellValue('12 + 5'), '12 + 5');
  const formulas = [
    ['=42', 42],
    ['=1+2*3', 7],
    ['=(850 + 120) * 12', 11640],
    ['=10/4', 2.5],
    ['=20 - 5 - 3', 12],
    ['=2.5*(1+(2*3))', 17.5],
  ];
  for (const [input, value] of formulas) {
    assert.strictEqual(await cellValue(input), value, input);
  }
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
