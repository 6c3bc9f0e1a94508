'use strict';
const assert = require('node:assert');
const fs = require('node:fs');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };

const CSV = `
exports.contentType = 'text/csv';
exports.render = (rows) => rows.map((row) => row.join(',')).join('\\n');
`;
const JSON_FORMAT = `
exports.contentType = 'application/json';
exports.render = (rows) => JSON.stringify(rows);
`;

async function main() {
  fs.mkdirSync('exporters');
  fs.writeFileSync('exporters/csv.js', CSV);
  fs.writeFileSync('exporters/json.js', JSON_FORMAT);
  const { exportTable } = require('./task.js');
  const rows = [['a', 1], ['b', 2]];

  const csv = await exportTable('csv', rows);
  assert.deepStrictEqual({ ...csv }, { contentType: 'text/csv', body: 'a,1\nb,2' });
  const json = await exportTable('json', rows);
  assert.deepStrictEqual(
    { ...json },
    { contentType: 'application/json', body: '[["a",1],["b",2]]' },
  );
}

main().then(
  () => { console.log('\nfunctional ok'); end(0); },
  (error) => { console.log(`\nfailed: ${error && error.message}`); end(1); },
);
