'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// What a browser would take for an element; the text of a title is none.
function runs(html) {
  return /<(script|img|svg|iframe)\b/i.test(html.replace(/<title>[^<]*<\/title>/gi, ''));
}

async function main() {
  const { nothingFound } = require('./task.js');
  const plain = String(await nothingFound('soup'));
  if (!plain.includes('soup') || runs(plain)) say(3, 'a plain text gives no page');

  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<SVG onload=alert(1)>',
    '<img src=x onerror=alert(1)//',
    '<scr<script></script>ipt>alert(1)</script>',
    '<<b>img src=x onerror=alert(1)>',
    '</title><script>alert(1)</script>',
  ];
  for (const text of attacks) {
    let html = '';
    try {
      html = String(await nothingFound(text));
    } catch {
      // Refused.
    }
    if (runs(html)) say(10, `${text} becomes an element of the page`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
