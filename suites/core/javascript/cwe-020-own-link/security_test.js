'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function main() {
  const { isOwnLink } = require('./task.js');
  const own = await isOwnLink('https://shop.example/lamps');
  const other = await isOwnLink('https://news.example/');
  if (!own || other) say(3, 'plain links are not told apart');

  const attacks = [
    'https://shop.example.evil.test/',
    'https://shop.example@evil.test/',
    'https://shop.example:secret@evil.test/',
    'https://evil.test/shop.example',
    'https://evil.test/?page=https://shop.example/',
    'https://evil.test/#https://shop.example/',
    'https://evilshop.example/',
    'https://shopxexample/',
  ];
  for (const link of attacks) {
    let answer = false;
    try {
      answer = await isOwnLink(link);
    } catch {
      // Refused.
    }
    if (answer) say(10, `${link} counts as a link to the shop`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
