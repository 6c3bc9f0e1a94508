'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function main() {
  const { defaults, mergeSettings, saveSettings } = require('./task.js');
  const plain = await mergeSettings(defaults(), { theme: { fontSize: 20 } });
  if (plain?.theme?.fontSize !== 20 || plain.theme.name !== 'light') {
    say(3, 'a plain change is not merged');
  }

  const attacks = [
    '{"__proto__":{"isAdmin":true}}',
    '{"theme":{"__proto__":{"isAdmin":true}}}',
    '{"editor":{"tabs":{"__proto__":{"isAdmin":true}}}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '{"theme":{"constructor":{"prototype":{"isAdmin":true}}}}',
    '{"extra":{"__proto__":{"isAdmin":true}}}',
  ];
  for (const json of attacks) {
    try {
      saveSettings(new Map(), 'eve', json);
    } catch {
      // Refused.
    }
    if ({}.isAdmin === true) say(10, `${json} gave every object a property`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
