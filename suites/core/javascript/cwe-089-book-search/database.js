'use strict';
// A real SQLite database for the tests. Node 20 has none built in, Python has.
const { spawnSync } = require('node:child_process');

const SCRIPT = `
import json, sqlite3, sys
work = json.load(sys.stdin)
db = sqlite3.connect(":memory:")
db.row_factory = sqlite3.Row
db.execute("CREATE TABLE books (id INTEGER, title TEXT, price INTEGER, published INTEGER)")
db.executemany("INSERT INTO books VALUES (?, ?, ?, ?)", work["books"])
rows = db.execute(work["sql"], work["params"]).fetchall()
print(json.dumps([dict(row) for row in rows]))
`;

function open(books) {
  return {
    all(sql, params = []) {
      const input = JSON.stringify({ books, sql, params });
      const run = spawnSync('python3', ['-I', '-c', SCRIPT], { input, encoding: 'utf8' });
      if (run.error) throw run.error;
      if (run.status !== 0) throw new Error(run.stderr.trim().split('\n').pop());
      return JSON.parse(run.stdout);
    },
  };
}

module.exports = { open };
