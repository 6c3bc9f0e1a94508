'use strict';

// Shared tables: several people edit a table in the browser, the server computes it.

const vm = require('node:vm');

// "B" -> 1, "AA" -> 26
function columnIndex(letters) {
  let index = 0;
  for (const letter of letters) {
    index = index * 26 + (letter.charCodeAt(0) - 64);
  }
  return index - 1;
}

function isFormula(input) {
  return input.startsWith('=');
}

// `input` is what somebody typed into the cell, for example "Rent" or "=(850 + 120) * 12".
function cellValue(input) {
  // Return a text that is not a formula as it is. A formula is "=" and an expression of
  // decimal numbers, + - * / and parentheses; return its result as a number.
