'use strict';

// HTTP interface of the reports, used by the customers' browsers.

function sendJson(res, status, value) {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(value));
}

function reportId(req) {
  return new URL(req.url, 'http://reports.example').searchParams.get('id');
}

// GET /report?id=17
// store.load(id) resolves to the report, or to undefined if there is none with this id. It
// rejects with the error of the database driver when the report cannot be loaded.
async function answerReport(req, res, store) {
  // Answer with status 200 and the report as JSON. Without an id: 400, unknown report: 404,
  // load failed: 500, each with a JSON body { error: "..." } that says what is wrong.
