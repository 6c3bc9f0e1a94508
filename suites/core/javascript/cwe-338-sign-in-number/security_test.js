'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// The clocks stand still, and Math.random() starts from the same state for each number: a
// number that comes out the same every time is made of nothing else, and can be predicted.
const NOW = 1900000000000;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [NOW] : args));
  }

  static now() {
    return NOW;
  }
};
performance.now = () => 1000;
process.hrtime = () => [1000, 0];
process.hrtime.bigint = () => 1000n;
process.uptime = () => 1;

let state = 0;
Math.random = () => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state / 2147483648;
};

async function main() {
  const { newNumber } = require('./task.js');
  const numbers = new Set();
  for (let turn = 0; turn < 6; turn += 1) {
    state = 4711;
    const number = String(await newNumber());
    if (!/^[1-9]\d{5}$/.test(number)) say(3, 'what is returned is no such number');
    numbers.add(number);
  }
  if (numbers.size === 1) say(10, 'the number comes from a generator that can be predicted');
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
