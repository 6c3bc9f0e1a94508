'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function main() {
  const { Collection, redeem } = require('./task.js');
  const fresh = () => new Collection([
    { code: 'SPRING-7Q', cents: 500, used: false },
    { code: 'AUTUMN-2B', cents: 1250, used: false },
  ]);
  const plain = await redeem(fresh(), { code: 'AUTUMN-2B' });
  if (plain !== 1250) say(3, 'a plain code is not redeemed');

  const attacks = [
    { code: { $ne: null } },
    { code: { $ne: '' } },
    { code: { $gt: '' } },
    { code: { $lt: '~' } },
    { code: {} },
    {},
  ];
  for (const body of attacks) {
    const vouchers = fresh();
    let cents = 0;
    try {
      cents = await redeem(vouchers, body);
    } catch {
      // Refused.
    }
    if (cents > 0 || vouchers.documents.some((voucher) => voucher.used)) {
      say(10, `${JSON.stringify(body)} redeemed a voucher without its code`);
    }
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
