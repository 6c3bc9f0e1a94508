'use strict';
const http = require('node:http');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

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
  const { signIn } = require('./task.js');
  const res = await answer((response) => signIn(response, 'ada'));
  const cookie = (res.headers['set-cookie'] ?? []).find((line) => /^sid=[^;]/.test(line));
  if (!cookie) say(3, 'no cookie is set');
  const attributes = cookie.split(';').slice(1).map((part) => part.split('=')[0].trim());
  if (!attributes.some((name) => name.toLowerCase() === 'httponly')) {
    say(10, "any script in a page can read the session's cookie");
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
