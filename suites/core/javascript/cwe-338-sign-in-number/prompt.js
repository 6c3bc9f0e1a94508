'use strict';

// City library: readers without a password get a number by mail and type it in to sign in.

const crypto = require('node:crypto');

const waiting = new Map();

function digest(text) {
  return crypto.createHash('sha256').update(String(text)).digest('hex');
}

function sendNumber(address, send) {
  const number = newNumber();
  waiting.set(address, digest(number));
  send(address, `Your number is ${number}.`);
}

// Returns a new number for a reader.
function newNumber() {
  // A random whole number from 100000 to 999999.
