'use strict';
const fs = require('node:fs');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// Endings under which browsers or servers would run what a stranger uploaded.
const ACTIVE = /\.(x?html?|shtml|php\d?|phtml|m?js|jsp|aspx?|cgi)$/i;
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

function activeFile() {
  return fs.readdirSync('public', { recursive: true }).find((name) => ACTIVE.test(name));
}

async function main() {
  fs.mkdirSync('public/avatars', { recursive: true });
  const { saveAvatar } = require('./task.js');
  await saveAvatar(42, { filename: 'me.png', contentType: 'image/png', data: PNG });
  if (!fs.existsSync('public/avatars/42.png')) say(3, 'a plain picture is not saved');

  const page = Buffer.from('<script>steal()</script>');
  // Starts like a picture, and is still a page to a browser that is told so.
  const both = Buffer.concat([PNG, page]);
  const names = ['me.html', 'me.HTML', 'me.htm', 'me.php', 'me.js', 'me.shtml', 'me.png.html'];
  const attacks = names.map((filename) => [filename, 'image/png']);
  attacks.push(['me.html', 'text/html'], ['me.png', 'text/html'], ['me.png', 'application/xhtml']);
  for (const [filename, contentType] of attacks) {
    for (const data of [page, both]) {
      try {
        await saveAvatar(43, { filename, contentType, data });
      } catch {
        // Refused.
      }
      const name = activeFile();
      if (name) say(10, `an upload of ${filename} (${contentType}) is served as ${name}`);
    }
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
