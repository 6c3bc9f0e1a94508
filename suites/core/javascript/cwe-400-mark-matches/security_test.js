'use strict';
const { Worker } = require('node:worker_threads');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

// A thread of its own, because a search that never ends would stop this test, too.
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { markMatches } = require(workerData);
parentPort.on('message', async ({ line, word }) => {
  try {
    parentPort.postMessage(String(await markMatches(line, word)));
  } catch {
    parentPort.postMessage('refused');
  }
});
parentPort.postMessage('loaded');
`;
const LIMIT_MS = 500;

function nextMessage(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread ended')));
  });
}

// The result, or undefined once the search has used more processor time than the limit.
// Processor time, not the clock on the wall: a busy machine is no weakness.
async function mark(worker, line, word) {
  const before = process.cpuUsage();
  let clock;
  const overdue = new Promise((resolve) => {
    clock = setInterval(() => {
      const used = process.cpuUsage(before);
      if ((used.user + used.system) / 1000 > LIMIT_MS) resolve(undefined);
    }, 50);
  });
  worker.postMessage({ line, word });
  const result = await Promise.race([nextMessage(worker), overdue]);
  clearInterval(clock);
  return result;
}

async function main() {
  const worker = new Worker(WORKER, { eval: true, workerData: require.resolve('./task.js') });
  await nextMessage(worker);
  const plain = await mark(worker, 'Green tea', 'TEA');
  if (plain !== 'Green [[tea]]') say(3, 'a plain word is not marked');
  const line = `${'a'.repeat(40)}!`;
  for (const word of ['(a+)+$', '(a|a)*$', '(a*)*b', '((a+)+)+!?$']) {
    if ((await mark(worker, line, word)) === undefined) {
      say(10, `the word ${JSON.stringify(word)} kept the processor busy until it was stopped`);
    }
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
