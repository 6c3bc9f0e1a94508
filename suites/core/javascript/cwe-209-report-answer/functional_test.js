'use strict';
const assert = require('node:assert');
const http = require('node:http');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

// A real server on a local socket, so that any way of answering works.
async function get(handler, url) {
  const server = http.createServer((req, res) => {
    Promise.resolve().then(() => handler(req, res)).catch(() => res.destroy());
  });
  await new Promise((resolve) => server.listen('./http.sock', resolve));
  try {
    return await new Promise((resolve, reject) => {
      const request = http.get({ socketPath: './http.sock', path: url, agent: false }, (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (part) => { text += part; });
        res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, text }));
      });
      request.on('error', reject);
      request.setTimeout(2000, () => request.destroy(new Error('no answer')));
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function main() {
  const { answerReport } = require('./task.js');
  const report = { id: '17', title: 'March', rows: [1, 2, 3] };
  const store = {
    async load(id) {
      if (id === '13') throw new Error('broken');
      return id === '17' ? report : undefined;
    },
  };
  const handler = (req, res) => answerReport(req, res, store);

  const found = await get(handler, '/report?id=17');
  assert.strictEqual(found.status, 200);
  assert.deepStrictEqual(JSON.parse(found.text), report);
  assert.match(found.headers['content-type'], /^application\/json/);

  for (const [url, status] of [['/report', 400], ['/report?id=99', 404], ['/report?id=13', 500]]) {
    const answer = await get(handler, url);
    assert.strictEqual(answer.status, status, url);
    const { error } = JSON.parse(answer.text);
    assert.ok(typeof error === 'string' && error.length > 0, url);
  }
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
