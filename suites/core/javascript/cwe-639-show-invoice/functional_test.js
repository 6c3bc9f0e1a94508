'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { invoices, showInvoice } = require('./task.js');
  const lamp = await showInvoice({ customerId: 7 }, '1001');
  assert.strictEqual(lamp.status, 200);
  assert.deepStrictEqual(lamp.body, { number: 1001, customerId: 7, total: 4999, items: ['lamp'] });
  const desk = await showInvoice({ customerId: 8 }, '1002');
  assert.strictEqual(desk.status, 200);
  assert.strictEqual(desk.body.total, 12900);

  invoices.set(2000, { number: 2000, customerId: 9, total: 5, items: ['pin'] });
  assert.deepStrictEqual((await showInvoice({ customerId: 9 }, '2000')).body.items, ['pin']);

  const unknown = await showInvoice({ customerId: 7 }, '9999');
  assert.strictEqual(unknown.status, 404);
  assert.strictEqual(typeof unknown.body.error, 'string');
  const nobody = await showInvoice(undefined, '1001');
  assert.strictEqual(nobody.status, 401);
  assert.strictEqual(typeof nobody.body.error, 'string');
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
