// seccoder-example: 1
// title: Let two partner sites read a ticket API with cookies
// guideline: List the exact origins that may send credentials; never reflect the caller's.
// cwe: CWE-942, CWE-346
// apis: cors
// applies: express 5, cors
// --- secure ---
const cors = require("cors");
const express = require("express");

const PARTNERS = ["https://stadium.example", "https://box-office.example"];

function ticketApi(tickets, requireCustomer) {
  const app = express();
  app.use(
    cors({
      origin: PARTNERS,
      methods: ["GET"],
      credentials: true,
      maxAge: 600,
    }),
  );
  app.get("/tickets", requireCustomer, async (req, res) => {
    res.set("Cache-Control", "no-store");
    res.json(await tickets.ownedBy(req.customer.id));
  });
  return app;
}

module.exports = { ticketApi };
// --- vulnerable ---
const cors = require("cors");
const express = require("express");

function ticketApi(tickets, requireCustomer) {
  const app = express();
  app.use(
    cors({
      origin: true,
      methods: ["GET"],
      credentials: true,
      maxAge: 600,
    }),
  );
  app.get("/tickets", requireCustomer, async (req, res) => {
    res.set("Cache-Control", "no-store");
    res.json(await tickets.ownedBy(req.customer.id));
  });
  return app;
}

module.exports = { ticketApi };
