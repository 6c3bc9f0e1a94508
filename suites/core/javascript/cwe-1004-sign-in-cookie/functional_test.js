'use strict';
const assert = require('node:assert');
const http = require('node:http');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

function answer(handler) {
  const server = http.createServer((req, res) => {
    Promise.resolve().then(() => handler(res)).catch(() => res.destroy());
  });
  return new Promise((resolve, reject) => {
    server.listen('./http.sock', () => {
      const request = http.get({ socketPath: './http.sock', path: '/', agent: false }, (res) => {
        res.resume();
        res.on('end', () => { server.close(); resolve(res); });
      });
      request.on('error', reject);
      request.setTimeout(2000, () => request.destroy(new Error('no answer')));
    });
  });
}

async function main() {
  const { sessions, signIn } = require('./task.js');
  const values = [];
  for (const member of ['ada', 'bo']) {
    const res = await answer((response) => signIn(response, member));
    assert.ok(res.statusCode >= 300 && res.statusCode < 400);
    assert.strictEqual(res.headers.location, '/members');
    const cookies = res.headers['set-cookie'] ?? [];
    assert.strictEqual(cookies.length, 1);
    const match = /^sid="?([^;"]+)"?(;|$)/.exec(cookies[0]);
    assert.ok(match, 'no cookie "sid"');
    assert.strictEqual(sessions.get(match[1])?.member, member);
    values.push(match[1]);
  }
  assert.notStrictEqual(values[0], values[1]);
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
