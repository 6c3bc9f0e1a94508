'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { markMatches } = require('./task.js');
  const cases = [
    ['Tea, green tea', 'tea', '[[Tea]], green [[tea]]'],
    ['steamy TEAPOT', 'Tea', 's[[tea]]my [[TEA]]POT'],
    ['teatea', 'tea', '[[tea]][[tea]]'],
    ['coffee', 'tea', 'coffee'],
    ['two green teas', 'green tea', 'two [[green tea]]s'],
    ['nothing', '', 'nothing'],
  ];
  for (const [line, word, marked] of cases) {
    assert.strictEqual(await markMatches(line, word), marked);
  }
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
