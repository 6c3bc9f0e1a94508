'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

function words(html) {
  return html.replace(/<[^>]*>/g, '').replace(/&(#?\w+);/g, '"').replace(/\s+/g, ' ');
}

async function main() {
  const { nothingFound } = require('./task.js');
  for (const text of ['soup', 'Sauerkraut']) {
    const html = await nothingFound(text);
    assert.match(html, /<title>\s*Search\s*<\/title>/);
    const body = words(html.slice(html.indexOf('</title>')));
    assert.match(body, new RegExp(`No recipe for:? ["'“‘]*${text}["'”’]*[.!]?`));
  }
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
