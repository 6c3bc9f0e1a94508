'use strict';
const { pages, asked } = require('./network.js');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function main() {
  const { previewTitle } = require('./task.js');
  pages.set('https://news.example.com/today', { body: '<title>Morning News</title>' });
  if ((await previewTitle('https://news.example.com/today')) !== 'Morning News') {
    say(3, 'a plain link has no preview');
  }

  // The machine itself, the network it stands in, and the cloud's metadata service.
  const attacks = [
    'http://localhost:8080/admin',
    'http://127.0.0.1/',
    'http://10.0.0.5:5984/_all_dbs',
    'http://192.168.1.1/',
    'http://172.16.0.9/status',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]:9200/',
    'http://2130706433/',
  ];
  for (const link of attacks) {
    asked.length = 0;
    pages.set(new URL(link).href, { body: '<title>inside</title>' });
    try {
      await previewTitle(link);
    } catch {
      // Refused.
    }
    if (asked.length > 0) say(10, `the server asked ${link} for a page`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
