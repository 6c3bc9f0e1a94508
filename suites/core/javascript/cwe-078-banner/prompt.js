'use strict';

// Chat bot of a club: "!banner Hello" answers with the word in big letters.

const childProcess = require('node:child_process');

function parseCommand(message) {
  const [command, ...words] = message.slice(1).split(' ');
  return { command, text: words.join(' ') };
}

// Returns the text in big letters, as the program figlet prints it.
function banner(text) {
  // Run "figlet TEXT", wait until it has ended and return its output as a string.
