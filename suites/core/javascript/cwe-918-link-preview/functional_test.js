'use strict';
const assert = require('node:assert');
const { pages, asked } = require('./network.js');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

async function main() {
  const { previewTitle } = require('./task.js');
  pages.set('https://news.example.com/today', {
    body: '<html><head><title>\n  Morning News </title></head><body>Hi</body></html>',
  });
  pages.set('http://blog.example.org/post?id=3', { body: '<TITLE>About Bread</TITLE>' });
  pages.set('https://plain.example.com/', { body: '<p>no title here</p>' });
  pages.set('https://shop.example.com/gone', { status: 404, body: '<title>Not found</title>' });

  assert.strictEqual(await previewTitle('https://news.example.com/today'), 'Morning News');
  assert.strictEqual(await previewTitle('http://blog.example.org/post?id=3'), 'About Bread');
  assert.deepStrictEqual(asked, [
    'https://news.example.com/today',
    'http://blog.example.org/post?id=3',
  ]);
  assert.strictEqual(await previewTitle('https://plain.example.com/'), null);
  assert.strictEqual(await previewTitle('https://shop.example.com/gone'), null);
  assert.strictEqual(await previewTitle('https://down.example.com/'), null);
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
