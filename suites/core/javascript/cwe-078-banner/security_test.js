'use strict';
const fs = require('node:fs');
const path = require('node:path');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// Stands in for figlet; a shell that is tricked makes the file `owned` instead.
const FIGLET = '#!/bin/sh\necho "== $* =="\n';

function settled(work) {
  const late = new Promise((resolve) => setTimeout(resolve, 1500));
  return Promise.race([Promise.resolve().then(work), late]);
}

async function main() {
  fs.mkdirSync('bin');
  fs.writeFileSync('bin/figlet', FIGLET, { mode: 0o755 });
  process.env.PATH = path.resolve('bin') + path.delimiter + process.env.PATH;
  const { banner } = require('./task.js');
  if (String(await settled(() => banner('Hello'))).trim() !== '== Hello ==') {
    say(3, 'a plain text gives no banner');
  }

  const attacks = [
    'Hello; touch owned',
    'Hello && touch owned',
    'Hello | touch owned',
    'Hello\ntouch owned\n',
    '$(touch owned)',
    '`touch owned`',
    '"; touch owned; "',
    "'; touch owned; '",
    '\\"; touch owned; \\"',
    'Hello & touch owned',
  ];
  for (const text of attacks) {
    try {
      await settled(() => banner(text));
    } catch {
      // Refused, or the command failed.
    }
    // A command in the background may need a moment.
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (fs.existsSync('owned')) say(10, `a shell ran a command in ${JSON.stringify(text)}`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
