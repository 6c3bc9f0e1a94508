'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { accounts, addAccount, updateProfile } = require('./task.js');
  addAccount(1, 'ada@mail.example');
  addAccount(2, 'bo@mail.example');
  const before = { ...accounts.get(2) };

  const first = await updateProfile(1, { displayName: 'Ada', bio: 'I like hockey.' });
  assert.strictEqual(first.displayName, 'Ada');
  assert.strictEqual(first.bio, 'I like hockey.');
  const second = await updateProfile(1, { city: 'Leeds' });
  assert.deepStrictEqual({ ...second }, {
    id: 1,
    email: 'ada@mail.example',
    displayName: 'Ada',
    bio: 'I like hockey.',
    city: 'Leeds',
    role: 'member',
    feesPaid: false,
  });
  assert.strictEqual(accounts.get(1).city, 'Leeds');
  assert.strictEqual((await updateProfile(1, { bio: '' })).bio, '');
  assert.deepStrictEqual(accounts.get(2), before);
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
