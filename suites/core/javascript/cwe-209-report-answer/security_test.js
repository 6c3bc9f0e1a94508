'use strict';
const http = require('node:http');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

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
        res.on('end', () => resolve({ text, headers: JSON.stringify(res.rawHeaders) }));
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
  let failure;
  const store = {
    async load(id) {
      if (id === '17') return { id: '17', title: 'March' };
      throw failure;
    },
  };
  const handler = (req, res) => answerReport(req, res, store);
  const plain = await get(handler, '/report?id=17');
  if (!plain.text.includes('March')) say(3, 'a plain report is not sent');

  // What drivers put into their errors, and where.
  const place = 'postgres://reports:hunter2@10.20.0.5/ledger';
  const message = new Error(`connect ECONNREFUSED ${place}`);
  const fields = Object.assign(new Error('query failed'), {
    connection: place,
    query: 'SELECT body FROM hunter2_reports',
  });
  const cause = new Error('load failed', { cause: new Error(place) });
  for (failure of [message, fields, cause]) {
    let answer;
    try {
      answer = await get(handler, '/report?id=18');
    } catch {
      continue; // No answer tells nothing.
    }
    const all = answer.text + answer.headers;
    if (/hunter2|10\.20\.0\.5/.test(all)) say(10, 'the answer tells the error of the database');
    if (/\n?\s+at .*\.js:\d+/.test(all)) say(10, 'the answer holds a stack trace');
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
