'use strict';
const assert = require('node:assert');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

// White space between tags is a matter of taste.
function tidy(html) {
  return String(html).replace(/\s+/g, ' ').replace(/> | </g, (match) => match.trim()).trim();
}

async function main() {
  const { renderComments } = require('./task.js');
  const two = await renderComments([
    { author: 'Ada', text: 'Well put.', date: new Date('2024-03-01T10:00:00Z') },
    { author: 'Bo Lee', text: 'I do not agree', date: new Date('2024-03-02T23:30:00Z') },
  ]);
  const item = (author, when, text) =>
    `<li data-author="${author}"><b>${author}</b><time>${when}</time><p>${text}</p></li>`;
  assert.strictEqual(
    tidy(two).replace(/'/g, '"'),
    '<h2>2 comments</h2><ul class="comments">' +
      item('Ada', '2024-03-01', 'Well put.') +
      item('Bo Lee', '2024-03-02', 'I do not agree') +
      '</ul>',
  );

  const none = tidy(await renderComments([]));
  assert.ok(none.startsWith('<h2>No comments yet</h2>'));
  assert.ok(!none.includes('<li'));
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
