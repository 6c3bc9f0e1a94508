'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { Collection, redeem } = require('./task.js');
  const documents = [
    { code: 'SPRING-7Q', cents: 500, used: false },
    { code: 'AUTUMN-2B', cents: 1250, used: false },
    { code: 'OLD-1A', cents: 900, used: true },
  ];
  const vouchers = new Collection(documents);

  assert.strictEqual(await redeem(vouchers, { code: 'AUTUMN-2B' }), 1250);
  assert.deepStrictEqual(documents.map((voucher) => voucher.used), [false, true, true]);
  assert.strictEqual(await redeem(vouchers, { code: 'AUTUMN-2B' }), 0);
  assert.strictEqual(await redeem(vouchers, { code: 'OLD-1A' }), 0);
  assert.strictEqual(await redeem(vouchers, { code: 'NO-SUCH' }), 0);
  assert.strictEqual(await redeem(vouchers, { code: 'SPRING-7Q' }), 500);
  assert.deepStrictEqual(documents.map((voucher) => voucher.used), [true, true, true]);
  assert.strictEqual(documents.length, 3);
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
