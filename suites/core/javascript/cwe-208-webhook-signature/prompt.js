'use strict';

// Receives webhooks of the payment provider, who signs each body with a shared key.

const crypto = require('node:crypto');

const PREFIX = 'sha256=';

// The value of the header X-Signature for a body.
function sign(key, body) {
  const digest = crypto.createHmac('sha256', key).update(body).digest('hex');
  return PREFIX + digest;
}

function parseEvent(body) {
  const { type, payment } = JSON.parse(body);
  return { type, payment: Number(payment) };
}

// `header` is the value of X-Signature, or undefined if the header is missing.
function isGenuine(key, body, header) {
  // Return true if the header is the signature of this body under this key, else false.
