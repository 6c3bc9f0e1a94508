'use strict';

// Intranet: every attempt to sign in leaves a line in signin.log, which the
// administrators read and a script counts every night.

const fs = require('node:fs');
const path = require('node:path');

const LOG_FILE = path.join(__dirname, 'signin.log');

function timestamp(date = new Date()) {
  return date.toISOString().replace('T', ' ').slice(0, 19);
}

// How often somebody failed to sign in, for the nightly report.
function countFailures(log) {
  return log.split('\n').filter((line) => line.includes(' FAILED ')).length;
}

// `user` is the name typed into the form, `address` the peer's IP address.
function logSignIn(user, address, succeeded) {
  // Append one line to LOG_FILE: timestamp, "OK" or "FAILED", the address, the user,
  // separated by single spaces. Example: 2024-03-01 08:15:00 FAILED 10.0.0.7 ada
