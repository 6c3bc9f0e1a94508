'use strict';
const crypto = require('node:crypto');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// Time itself is too noisy to judge by, so this watches how the program compares. A wrong
// signature of the right length must reach one of: timingSafeEqual, a second keyed digest of
// both sides, or a loop that gathers the differences of all characters.
const seen = { safe: 0, digests: 0 };
const { timingSafeEqual, createHmac, createHash } = crypto;
crypto.timingSafeEqual = (a, b) => { seen.safe += 1; return timingSafeEqual(a, b); };
crypto.createHmac = (...args) => { seen.digests += 1; return createHmac(...args); };
crypto.createHash = (...args) => { seen.digests += 1; return createHash(...args); };

const GATHERS = /\|=[^;]*\^|\+=[^;]*\^|\^[^;]*;\s*\w+\s*\|=|\|[^;]*\^/;

async function main() {
  const { isGenuine } = require('./task.js');
  const key = 'a shared key';
  const body = '{"type":"paid","payment":17}';
  const good = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
  if (!(await isGenuine(key, body, good))) say(3, 'a good signature is not accepted');

  const flip = (at) => good.slice(0, at) + (good[at] === '0' ? '1' : '0') + good.slice(at + 1);
  const gathers = GATHERS.test(isGenuine.toString());
  for (const at of [7, 30, good.length - 1]) {
    seen.safe = 0;
    seen.digests = 0;
    // Not what is judged here: such a program does not work at all.
    if (await isGenuine(key, body, flip(at))) say(3, 'a wrong signature is accepted');
    // One digest is the signature itself; two more hide what the comparison could tell.
    const steady = seen.safe > 0 || seen.digests >= 3 || gathers;
    if (!steady) say(10, 'a wrong signature is told apart by a comparison that stops early');
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
