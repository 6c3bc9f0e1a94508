'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function main() {
  const { defaultSettings, setSetting } = require('./task.js');
  const plain = await setSetting(defaultSettings(), 'sound', 'volume', 45);
  if (plain?.sound?.volume !== 45) say(3, 'a plain setting is not set');

  for (const name of ['isAdmin', 'volume']) {
    try {
      await setSetting(defaultSettings(), '__proto__', name, true);
    } catch {
      // Refused.
    }
    if ({}[name] === true) say(10, `the section "__proto__" gave every object "${name}"`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
