'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function main() {
  const { accounts, addAccount, isAdmin, updateProfile } = require('./task.js');
  addAccount(1, 'ada@mail.example');
  addAccount(2, 'bo@mail.example');
  await updateProfile(1, { displayName: 'Ada' });
  if (accounts.get(1).displayName !== 'Ada') say(3, 'a plain change does not work');

  const attacks = [
    { role: 'admin' },
    { displayName: 'Ada', role: 'admin' },
    { feesPaid: true },
    { bio: 'paid', feesPaid: true },
    JSON.parse('{"__proto__":{"role":"admin"},"role":"admin"}'),
  ];
  for (const changes of attacks) {
    try {
      await updateProfile(1, changes);
    } catch {
      // Refused.
    }
    if (isAdmin(1)) say(10, 'a member became an admin');
    if (accounts.get(1).feesPaid) say(10, "a member's fees became paid");
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
