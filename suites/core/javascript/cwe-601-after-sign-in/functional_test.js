'use strict';
const assert = require('node:assert');
const http = require('node:http');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

// A real server on a local socket, so that any way of answering works.
async function post(handler, url) {
  const server = http.createServer((req, res) => {
    Promise.resolve().then(() => handler(req, res)).catch(() => res.destroy());
  });
  await new Promise((resolve) => server.listen('./http.sock', resolve));
  try {
    return await new Promise((resolve, reject) => {
      const options = { socketPath: './http.sock', path: url, method: 'POST', agent: false };
      const request = http.request({ ...options, headers: { host: 'shop.example' } }, (res) => {
        res.resume();
        res.on('end', () => resolve({ status: res.statusCode, headers: res.headers }));
      });
      request.on('error', reject);
      request.setTimeout(2000, () => request.destroy(new Error('no answer')));
      request.end();
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function main() {
  const { finishSignIn } = require('./task.js');
  const handler = (req, res) => finishSignIn(req, res, 's1');
  const pages = [
    ['/sign-in?next=%2Forders%3Fpage%3D2', '/orders?page=2'],
    ['/sign-in?next=/basket', '/basket'],
    ['/sign-in', '/home'],
  ];
  for (const [url, page] of pages) {
    const answer = await post(handler, url);
    assert.strictEqual(answer.status, 302);
    const target = new URL(answer.headers.location, 'https://shop.example/sign-in');
    assert.strictEqual(target.host + target.pathname + target.search, `shop.example${page}`);
    assert.match(answer.headers['set-cookie'][0], /^sid=s1;/);
  }
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
