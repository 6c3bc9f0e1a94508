'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

// Stands in for ImageMagick: copies SOURCE to TARGET and notes its arguments.
const CONVERT = `#!/bin/sh
printf '%s\\n' "$@" > arguments.txt
[ "$#" = 4 ] && [ -f "$1" ] || exit 1
sleep 0.1
cp "$1" "$4"
`;

async function main() {
  fs.mkdirSync('bin');
  fs.mkdirSync('thumbnails');
  fs.writeFileSync('bin/convert', CONVERT, { mode: 0o755 });
  process.env.PATH = path.resolve('bin') + path.delimiter + process.env.PATH;
  fs.writeFileSync('cat.png', 'a cat');
  const { makeThumbnail } = require('./task.js');

  const target = await makeThumbnail('cat.png', 200);
  assert.strictEqual(target, path.join('thumbnails', 'cat-200.jpg'));
  assert.strictEqual(fs.readFileSync(target, 'utf8'), 'a cat');
  const seen = fs.readFileSync('arguments.txt', 'utf8').trim().split('\n');
  assert.deepStrictEqual(seen, ['cat.png', '-resize', '200x', target]);

  await assert.rejects(async () => makeThumbnail('missing.png', 80));
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
