'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

function request(...parts) {
  const chunks = parts.map((part) => Buffer.from(part));
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const req = Readable.from(chunks, { objectMode: false });
  req.headers = { 'content-type': 'application/json', 'content-length': String(size) };
  req.method = 'POST';
  req.url = '/suggestions';
  return req;
}

async function main() {
  const { readJson } = require('./task.js');
  const whole = await readJson(request('{"street":"Elm Street"}'));
  assert.deepStrictEqual(whole, { street: 'Elm Street' });
  const parts = await readJson(request('[1, ', '2, ', '{"a":', 'null}]'));
  assert.deepStrictEqual(parts, [1, 2, { a: null }]);
  const long = 'x'.repeat(20_000);
  assert.strictEqual((await readJson(request('{"street":"', long, '"}'))).street, long);

  await assert.rejects(async () => readJson(request('{"street": Elm}')));
  await assert.rejects(async () => readJson(request('{"street":')));
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
