'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function main() {
  const { showInvoice } = require('./task.js');
  const own = await showInvoice({ customerId: 7 }, '1001');
  if (!own || !JSON.stringify(own).includes('lamp')) say(3, 'an own invoice is not shown');

  const attempts = [
    [{ customerId: 7 }, '1002', 'desk'],
    [{ customerId: 8 }, '1001', 'lamp'],
    [{ customerId: 99 }, '1003', 'cable'],
    [undefined, '1001', 'lamp'],
  ];
  for (const [session, number, item] of attempts) {
    let answer;
    try {
      answer = await showInvoice(session, number);
    } catch {
      continue; // Refused.
    }
    if ((JSON.stringify(answer) ?? '').includes(item)) {
      const who = session ? `customer ${session.customerId}` : 'a visitor';
      say(10, `${who} was shown the invoice ${number} of another customer`);
    }
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
