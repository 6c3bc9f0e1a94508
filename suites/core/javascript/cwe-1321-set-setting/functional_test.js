'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { defaultSettings, setSetting } = require('./task.js');
  let settings = await setSetting(defaultSettings(), 'sound', 'volume', 45);
  assert.deepStrictEqual(JSON.parse(JSON.stringify(settings)), {
    sound: { volume: 45, mono: false },
    look: { dark: true, font: 'serif' },
  });
  settings = await setSetting(settings, 'look', 'dark', false);
  assert.strictEqual(settings.look.dark, false);
  assert.strictEqual(settings.look.font, 'serif');
  assert.strictEqual(settings.sound.volume, 45);
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
