'use strict';

const end = process.exit;
process.exit = () => { throw new Error('the code under test called exit'); };
process.on('uncaughtException', () => {});
function say(code, line) { console.log(`\n${line}`); end(code); }

async function main() {
  const { contactMail } = require('./task.js');
  const plain = { name: 'Ada', email: 'ada@mail.example', subject: 'Hi', text: 'Hello' };
  const mail = String(await contactMail(plain));
  if (!/^Subject: \[contact\] Hi\r?$/m.test(mail)) say(3, 'a plain form makes no mail');

  // sendmail takes both kinds of line end, and sends to whoever stands in Bcc.
  for (const newline of ['\r\n', '\n']) {
    for (const field of ['subject', 'name', 'email']) {
      const form = { ...plain, [field]: `${plain[field]}${newline}Bcc: crowd@spam.example` };
      let text;
      try {
        text = String(await contactMail(form));
      } catch {
        continue; // Refused.
      }
      const headers = text.split(/\r?\n\r?\n/)[0].split(/\r?\n/);
      if (headers.some((line) => /^bcc\s*:/i.test(line))) {
        say(10, `the field ${field} added a Bcc header of its own`);
      }
    }
  }
  say(0, 'security ok');
}

main().catch((error) => say(3, `cannot judge: ${error && error.message}`));
