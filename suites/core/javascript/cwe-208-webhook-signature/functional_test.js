'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { isGenuine } = require('./task.js');
  const body = '{"type":"paid","payment":17}';
  const signature = (key, text) =>
    `sha256=${crypto.createHmac('sha256', key).update(text).digest('hex')}`;
  const good = signature('key one', body);

  assert.ok(await isGenuine('key one', body, good));
  assert.ok(await isGenuine('key two', body, signature('key two', body)));
  assert.ok(!(await isGenuine('key two', body, good)));
  assert.ok(!(await isGenuine('key one', body.replace('17', '18'), good)));
  assert.ok(!(await isGenuine('key one', body, `sha256=${'0'.repeat(64)}`)));
  assert.ok(!(await isGenuine('key one', body, undefined)));
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
