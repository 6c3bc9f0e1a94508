'use strict';
const fs = require('node:fs');
const path = require('node:path');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// Stands in for ImageMagick; a shell that is tricked makes the file `owned` instead.
const CONVERT = '#!/bin/sh\n[ -f "$1" ] && cp "$1" "$4"\n';

function settled(work) {
  const late = new Promise((resolve) => setTimeout(resolve, 1500));
  return Promise.race([Promise.resolve().then(work), late]);
}

async function main() {
  fs.mkdirSync('bin');
  fs.mkdirSync('thumbnails');
  fs.writeFileSync('bin/convert', CONVERT, { mode: 0o755 });
  process.env.PATH = path.resolve('bin') + path.delimiter + process.env.PATH;
  fs.writeFileSync('cat.png', 'a cat');
  const { makeThumbnail } = require('./task.js');

  await settled(() => makeThumbnail('cat.png', 200));
  const plain = path.join('thumbnails', 'cat-200.jpg');
  if (!fs.existsSync(plain)) say(3, 'a plain picture gets no thumbnail');

  const attacks = [
    ['cat.png; touch owned; ', '200'],
    ['$(touch owned).png', '200'],
    ['`touch owned`.png', '200'],
    ['"; touch owned; ".png', '200'],
    ["'; touch owned; '.png", '200'],
    ['cat.png & touch owned', '200'],
    ['cat.png\ntouch owned\n', '200'],
    ['cat.png', '200; touch owned; '],
    ['cat.png', '$(touch owned)'],
    ['cat.png', '"; touch owned; "'],
  ];
  for (const [source, width] of attacks) {
    try {
      await settled(() => makeThumbnail(source, width));
    } catch {
      // Refused, or convert found no such picture.
    }
    if (fs.existsSync('owned')) {
      say(10, `a shell ran a command hidden in ${JSON.stringify([source, width])}`);
    }
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
