'use strict';
const fs = require('node:fs');

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function lines() {
  const text = fs.existsSync('signin.log') ? fs.readFileSync('signin.log', 'utf8') : '';
  return text.split(/\r?\n/).filter((line) => line !== '');
}

async function main() {
  const { logSignIn } = require('./task.js');
  await logSignIn('ada', '10.0.0.7', false);
  for (let turn = 0; turn < 100 && lines().length === 0; turn += 1) await pause(10);
  if (lines().length !== 1) say(3, 'a plain sign-in leaves no line');

  const forged = '2024-01-01 00:00:00 OK 10.0.0.1 root';
  for (const user of [`bob\n${forged}`, `bob\r\n${forged}`, `bob\n\n${forged}\n${forged}`]) {
    const before = lines().length;
    try {
      await logSignIn(user, '10.0.0.9', false);
      // Writing may go on after the function has returned.
      for (let turn = 0; turn < 40 && lines().length === before; turn += 1) await pause(10);
    } catch {
      // Refused.
    }
    if (lines().includes(forged)) say(10, 'a user name forged a line of the log');
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
