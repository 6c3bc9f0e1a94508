'use strict';
const http = require('node:http');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function locationOf(handler, url) {
  const server = http.createServer((req, res) => {
    Promise.resolve().then(() => handler(req, res)).catch(() => res.destroy());
  });
  await new Promise((resolve) => server.listen('./http.sock', resolve));
  try {
    return await new Promise((resolve, reject) => {
      const options = { socketPath: './http.sock', path: url, method: 'POST', agent: false };
      const request = http.request({ ...options, headers: { host: 'shop.example' } }, (res) => {
        res.resume();
        res.on('end', () => resolve(res.headers.location));
      });
      request.on('error', reject);
      request.setTimeout(1000, () => request.destroy(new Error('no answer')));
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
  // Where a browser goes that is on the sign-in page now.
  const hostOf = (location) => new URL(location, 'https://shop.example/sign-in').host;

  const plain = await locationOf(handler, '/sign-in?next=/basket');
  if (!plain || hostOf(plain) !== 'shop.example') say(3, 'a plain redirect does not work');

  const attacks = [
    'https://evil.example/',
    'http://evil.example/sign-in',
    '//evil.example/',
    '///evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    'https://shop.example.evil.example/',
    'https://shop.example@evil.example/',
    'https:\\\\evil.example',
    '/home/../..//evil.example',
    '/.//evil.example',
  ];
  for (const next of attacks) {
    let location;
    try {
      location = await locationOf(handler, `/sign-in?next=${encodeURIComponent(next)}`);
    } catch {
      continue; // Refused.
    }
    let host;
    try {
      host = location === undefined ? 'none' : hostOf(location);
    } catch {
      continue; // No browser can follow this.
    }
    if (host.includes('evil')) say(10, `next=${JSON.stringify(next)} leads to ${host}`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
