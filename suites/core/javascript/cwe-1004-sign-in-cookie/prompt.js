'use strict';

// Sign-in of a sports club. `res` is always an http.ServerResponse.

const crypto = require('node:crypto');

const sessions = new Map();

function startSession(member) {
  const id = crypto.randomUUID();
  sessions.set(id, { member, since: Date.now() });
  return id;
}

function redirect(res, target) {
  res.setHeader('Location', target);
  res.statusCode = 303;
  res.end();
}

// POST /sign-in, once name and password of the member were right.
function signIn(res, member) {
  // Start a session, set the cookie "sid" to its id and redirect to "/members".
