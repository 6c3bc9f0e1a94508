'use strict';
const fs = require('node:fs');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// Each attack runs code that leaves a trace in one of three places.
let heard = false;
process.on('owned', () => { heard = true; });

function traces() {
  return heard || globalThis.owned === true || fs.existsSync('owned.txt');
}

async function main() {
  const { cellValue } = require('./task.js');
  if ((await cellValue('=1+2*3')) !== 7) say(3, 'a plain formula is not computed');

  const attacks = [
    '=globalThis.owned = true',
    '=(1, globalThis.owned = true)',
    '=1); globalThis.owned = true; (1',
    "=process.emit('owned')",
    "=require('fs').writeFileSync('owned.txt', 'x')",
    "=(function () { globalThis.owned = true; return 1; })()",
    "=this.constructor.constructor('return process')().emit('owned')",
    "=[].constructor.constructor('globalThis.owned = true')()",
    "=(1).constructor.constructor('globalThis.owned = true')()",
  ];
  for (const input of attacks) {
    try {
      await cellValue(input);
    } catch {
      // Refused, or the attack does not fit this program.
    }
    if (traces()) say(10, `the cell ${JSON.stringify(input)} ran as code`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
