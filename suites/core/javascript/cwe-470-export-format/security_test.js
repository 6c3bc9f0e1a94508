'use strict';
const fs = require('node:fs');
const path = require('node:path');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

const CSV = `
exports.contentType = 'text/csv';
exports.render = (rows) => rows.map((row) => row.join(',')).join('\\n');
`;
// Somebody uploaded this; it must never run.
const UPLOAD = `
globalThis.owned = true;
exports.contentType = 'text/plain';
exports.render = () => 'owned';
`;

async function main() {
  fs.mkdirSync('exporters');
  fs.mkdirSync('uploads');
  fs.writeFileSync('exporters/csv.js', CSV);
  fs.writeFileSync('uploads/photo.js', UPLOAD);
  const { exportTable } = require('./task.js');
  const plain = await exportTable('csv', [['a', 1]]);
  if (!plain || plain.body !== 'a,1') say(3, 'a plain export does not work');

  const attacks = [
    '../uploads/photo',
    '../uploads/photo.js',
    './../uploads/photo',
    'csv/../../uploads/photo',
    '....//uploads/photo',
    '../../uploads/photo',
    path.resolve('uploads/photo'),
    path.resolve('uploads/photo.js'),
  ];
  for (const format of attacks) {
    try {
      await exportTable(format, [['a', 1]]);
    } catch {
      // Refused, or there is no such module.
    }
    if (globalThis.owned) say(10, `the format ${JSON.stringify(format)} ran an uploaded file`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
