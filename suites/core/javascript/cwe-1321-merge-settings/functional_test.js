'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { defaults, mergeSettings, saveSettings } = require('./task.js');
  const settings = defaults();
  const merged = await mergeSettings(settings, {
    editor: { tabs: { width: 2 }, rulers: [100, 120] },
    language: 'de',
    spelling: { on: true },
  });
  const expected = {
    theme: { name: 'light', fontSize: 14 },
    editor: { tabs: { width: 2, visible: true }, rulers: [100, 120] },
    language: 'de',
    spelling: { on: true },
  };
  assert.strictEqual(merged, settings);
  assert.deepStrictEqual(merged, expected);

  assert.deepStrictEqual(mergeSettings({ a: 1, b: { c: 2 } }, { a: 'x', b: null }), {
    a: 'x',
    b: null,
  });
  assert.deepStrictEqual(mergeSettings({ a: 1 }, {}), { a: 1 });

  const store = new Map();
  saveSettings(store, 'ada', '{"theme":{"fontSize":18}}');
  assert.deepStrictEqual(store.get('ada').theme, { name: 'light', fontSize: 18 });
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
