'use strict';

// Sign-in of the shop, https://shop.example. A page that needs an account sends the browser
// to /sign-in?next=PAGE, so that the customer comes back to that page afterwards.

const HOME = '/home';

function signInLink(page) {
  return `/sign-in?next=${encodeURIComponent(page)}`;
}

function startSession(res, sessionId) {
  res.setHeader('Set-Cookie', `sid=${sessionId}; Path=/; HttpOnly; Secure; SameSite=Lax`);
}

// POST /sign-in?next=/orders%3Fpage%3D2, once name and password were right.
function finishSignIn(req, res, sessionId) {
  startSession(res, sessionId);
  // Answer with status 302 and send the browser to the page in the query parameter "next",
  // or to HOME if there is none.
