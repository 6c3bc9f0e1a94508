'use strict';

// Account pages of the shop. `sessions` maps the value of the cookie "sid" to a session
// { token, account }, and `account` is { name, email }.

const sessions = new Map();

function sessionOf(req) {
  const match = /(?:^|;\s*)sid=([^;]+)/.exec(req.headers.cookie ?? '');
  return match ? sessions.get(match[1]) : undefined;
}

async function readForm(req) {
  let text = '';
  for await (const part of req) text += part;
  return new URLSearchParams(text);
}

// GET /account/email
function showEmailForm(req, res) {
  const session = sessionOf(req);
  res.setHeader('content-type', 'text/html');
  res.end(`<form method="post" action="/account/email">
    <input type="hidden" name="token" value="${session.token}">
    <input type="email" name="email"> <button>Save</button></form>`);
}

// POST /account/email
async function changeEmail(req, res) {
  // Answer 401 without a session. Set the account's e-mail to the field "email" of the form
  // and redirect to /account with status 303. Answer 400 if the form cannot be accepted.
