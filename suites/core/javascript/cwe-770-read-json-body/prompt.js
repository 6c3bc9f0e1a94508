'use strict';

// A small JSON interface on top of node:http, open to everybody on the Internet.

const http = require('node:http');

function sendJson(res, status, value) {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(value));
}

// Adds a suggestion for a street name, for example { "street": "Elm Street" }.
async function handleSuggestion(req, res, suggestions) {
  const { street } = await readJson(req);
  suggestions.push(String(street).slice(0, 80));
  sendJson(res, 201, { count: suggestions.length });
}

function serve(suggestions) {
  return http.createServer((req, res) => {
    handleSuggestion(req, res, suggestions).catch(() => {
      sendJson(res, 400, { error: 'bad request' });
    });
  });
}

// `req` is an http.IncomingMessage.
async function readJson(req) {
  // Read the whole body of the request and return the value of its JSON text. Reject if the
  // body is not JSON.
