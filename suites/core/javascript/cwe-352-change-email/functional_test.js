'use strict';
const assert = require('node:assert');
const http = require('node:http');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

// A real server on a local socket, so that any way of answering works.
async function post(handler, headers, body) {
  const server = http.createServer((req, res) => {
    Promise.resolve().then(() => handler(req, res)).catch(() => res.destroy());
  });
  await new Promise((resolve) => server.listen('./http.sock', resolve));
  try {
    return await new Promise((resolve, reject) => {
      const options = { socketPath: './http.sock', path: '/account/email', method: 'POST' };
      const request = http.request({ ...options, headers, agent: false }, (res) => {
        res.resume();
        res.on('end', () => resolve({ status: res.statusCode, headers: res.headers }));
      });
      request.on('error', reject);
      request.setTimeout(2000, () => request.destroy(new Error('no answer')));
      request.end(body);
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function main() {
  const { sessions, changeEmail } = require('./task.js');
  const ada = { name: 'Ada', email: 'old@mail.example' };
  const bo = { name: 'Bo', email: 'bo@mail.example' };
  sessions.set('s1', { token: 'tok-8f2c61', account: ada });
  sessions.set('s2', { token: 'tok-17aa90', account: bo });
  // What a browser sends with the shop's own form.
  const headers = {
    host: 'shop.example',
    origin: 'https://shop.example',
    referer: 'https://shop.example/account/email',
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/x-www-form-urlencoded',
  };

  const changed = await post(changeEmail, { ...headers, cookie: 'lang=en; sid=s1' },
    'token=tok-8f2c61&email=new%40mail.example');
  assert.strictEqual(changed.status, 303);
  assert.strictEqual(changed.headers.location, '/account');
  assert.strictEqual(ada.email, 'new@mail.example');
  assert.strictEqual(ada.name, 'Ada');
  assert.strictEqual(bo.email, 'bo@mail.example');

  const stranger = await post(changeEmail, headers, 'token=tok-8f2c61&email=x%40mail.example');
  assert.strictEqual(stranger.status, 401);
  assert.strictEqual(ada.email, 'new@mail.example');
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
