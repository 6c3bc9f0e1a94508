'use strict';

// Notes service: searches the notes of all users and sends back the lines that match.

const START = '[[';
const END = ']]';

function matchingLines(note, word) {
  const wanted = word.toLowerCase();
  return note.split('\n').filter((line) => line.toLowerCase().includes(wanted));
}

function shorten(line, length = 120) {
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

// GET /search?word=tea  (`word` comes from the address, `line` from a note)
function markMatches(line, word) {
  // Return the line with START and END put round every occurrence of the word, in upper or
  // lower case: ("Tea, green tea", "tea") gives "[[Tea]], green [[tea]]". The letters of the
  // line stay as they are. If the word is empty, return the line unchanged.
