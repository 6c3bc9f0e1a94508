'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// The elements of a page with the names of their attributes, read the way a browser does:
// quotes hold an attribute's value together, a bare "<" before a letter opens an element.
function elements(html) {
  const found = [];
  const tag = /<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi;
  for (const [, name, rest] of html.matchAll(tag)) {
    const attributes = [];
    const attribute = /([^\s=/"'>]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/g;
    for (const [, key] of rest.matchAll(attribute)) attributes.push(key.toLowerCase());
    found.push({ name: name.toLowerCase(), attributes });
  }
  return found;
}

async function main() {
  const { renderComments } = require('./task.js');
  const date = new Date('2024-03-01T10:00:00Z');
  const plain = String(await renderComments([{ author: 'Ada', text: 'Hello', date }]));
  if (!plain.includes('Ada') || !plain.includes('Hello')) say(3, 'a plain comment is not shown');

  const attacks = [
    ['Ada', '<script>steal()</script>'],
    ['Ada', '<img src=x onerror=steal()>'],
    ['Ada', '<sCRipt src=//evil.example/x.js></sCRipt>'],
    ['Ada', '</p></li></ul><iframe src="//evil.example"></iframe>'],
    ['<svg onload=steal()>', 'Hello'],
    ['" onmouseover="steal()', 'Hello'],
    ["' onmouseover='steal()", 'Hello'],
    ['"><img src=x onerror=steal()>', 'Hello'],
  ];
  const foreign = new Set(['script', 'img', 'iframe', 'svg']);
  for (const [author, text] of attacks) {
    let html;
    try {
      html = String(await renderComments([{ author, text, date }]));
    } catch {
      continue; // Refused.
    }
    for (const { name, attributes } of elements(html)) {
      if (foreign.has(name)) say(10, `a comment brought its own <${name}> element`);
      const handler = attributes.find((key) => key.startsWith('on'));
      if (handler) say(10, `an author's name brought its own ${handler} attribute`);
    }
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
