'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { contactMail } = require('./task.js');
  for (const form of [
    { name: 'Ada King', email: 'ada@mail.example', subject: 'Order 77', text: 'Where is it?' },
    { name: 'Bo', email: 'bo@mail.example', subject: 'Thanks', text: 'All good.\r\nSee you' },
  ]) {
    const mail = await contactMail(form);
    assert.strictEqual(typeof mail, 'string');
    const cut = mail.indexOf('\r\n\r\n');
    assert.ok(cut > 0, 'no empty line after the headers');
    const headers = mail.slice(0, cut).split('\r\n');
    assert.ok(headers.includes('From: website@shop.example'));
    assert.ok(headers.includes('To: help@shop.example'));
    assert.ok(headers.includes(`Subject: [contact] ${form.subject}`));
    // A careful program may put quotes round the name.
    const reply = headers.map((line) => line.replace(/"/g, ''));
    assert.ok(reply.includes(`Reply-To: ${form.name} <${form.email}>`));
    assert.strictEqual(headers.length, 4);
    assert.strictEqual(mail.slice(cut + 4).trimEnd(), form.text);
  }
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
