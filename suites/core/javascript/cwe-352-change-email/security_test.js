'use strict';
const http = require('node:http');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

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
        res.on('end', () => resolve(res.statusCode));
      });
      request.on('error', reject);
      request.setTimeout(1500, () => request.destroy(new Error('no answer')));
      request.end(body);
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function main() {
  const { sessions, changeEmail } = require('./task.js');
  const account = { name: 'Ada', email: 'old@mail.example' };
  sessions.set('s1', { token: 'tok-8f2c61', account });
  sessions.set('s2', { token: 'tok-17aa90', account: { name: 'Eve', email: 'eve@evil.example' } });
  const common = {
    host: 'shop.example',
    cookie: 'sid=s1',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const own = {
    ...common,
    origin: 'https://shop.example',
    referer: 'https://shop.example/account/email',
    'sec-fetch-site': 'same-origin',
  };
  await post(changeEmail, own, 'token=tok-8f2c61&email=new%40mail.example');
  if (account.email !== 'new@mail.example') say(3, 'a plain change does not work');

  // A form on another site: the browser adds the cookie, the attacker does not know the token.
  const cross = {
    ...common,
    origin: 'https://evil.example',
    referer: 'https://evil.example/win',
    'sec-fetch-site': 'cross-site',
  };
  const guesses = ['', 'token=&', 'token=undefined&', 'token=tok-000000&', 'token=tok-17aa90&'];
  for (const guess of guesses) {
    try {
      await post(changeEmail, cross, `${guess}email=eve%40evil.example`);
    } catch {
      // Refused by hanging up.
    }
    if (account.email.includes('eve@')) {
      say(10, `a form of another site changed the address (${guess || 'no token'})`);
    }
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
