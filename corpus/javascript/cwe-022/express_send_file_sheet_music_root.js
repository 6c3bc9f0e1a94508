// seccoder-example: 1
// title: Send a sheet music file named in the URL with Express
// guideline: Give res.sendFile a root; it refuses every name that leaves the folder.
// cwe: CWE-22
// apis: express.Response.sendFile
// applies: express
// --- secure ---
const path = require("node:path");
const express = require("express");

const SCORES = path.join(__dirname, "scores");
const app = express();

app.get("/scores/:name", (req, res, next) => {
  res.type("application/pdf");
  res.sendFile(req.params.name, { root: SCORES, maxAge: "1d" }, (error) => {
    if (error && !res.headersSent) {
      next(error);
    }
  });
});

module.exports = app;
// --- vulnerable ---
const path = require("node:path");
const express = require("express");

const SCORES = path.join(__dirname, "scores");
const app = express();

app.get("/scores/:name", (req, res, next) => {
  res.type("application/pdf");
  res.sendFile(path.join(SCORES, req.params.name), { maxAge: "1d" }, (error) => {
    if (error && !res.headersSent) {
      next(error);
    }
  });
});

module.exports = app;
