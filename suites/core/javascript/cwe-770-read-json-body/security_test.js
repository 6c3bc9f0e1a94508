'use strict';
const { Readable } = require('node:stream');
const v8 = require('node:v8');
const vm = require('node:vm');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// The garbage collector on call, so that only what the program keeps is counted.
v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');

const MIB = 1024 * 1024;
const TOTAL = 64 * MIB;
const PART = 64 * 1024;

function memory() {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// A body that does not tell its length and goes on for 64 MiB.
class Flood extends Readable {
  headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  method = 'POST';
  url = '/suggestions';
  before = memory();
  kept = 0;
  sent = 0;

  _read() {
    setImmediate(() => {
      if (this.sent === 0) this.push('"');
      this.sent += PART;
      if (this.sent < TOTAL) {
        this.push(Buffer.alloc(PART, 'a'));
        return;
      }
      this.kept = memory() - this.before;
      this.push('"');
      this.push(null);
    });
  }
}

async function main() {
  const { readJson } = require('./task.js');
  const small = Readable.from([Buffer.from('{"street":"Elm Street"}')], { objectMode: false });
  small.headers = { 'content-type': 'application/json', 'content-length': '23' };
  if ((await readJson(small))?.street !== 'Elm Street') say(3, 'a plain body is not read');

  const flood = new Flood();
  flood.on('error', () => {});
  // A program may hang up without ever settling, so the end of the stream counts as well.
  const closed = new Promise((resolve) => { flood.on('close', resolve); });
  const settled = Promise.resolve().then(() => readJson(flood)).catch(() => {});
  const late = new Promise((resolve) => { setTimeout(resolve, 5000, 'late'); });
  const outcome = await Promise.race([settled, closed, late]);
  if (outcome === 'late' && flood.readableFlowing && !flood.destroyed) {
    say(3, 'cannot judge: the body was not read in time');
  }
  if (flood.kept > TOTAL / 2) {
    say(10, `${Math.round(flood.kept / MIB)} MiB of an endless body were kept in memory`);
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
