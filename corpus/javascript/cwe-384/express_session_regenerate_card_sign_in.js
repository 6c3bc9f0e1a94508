// seccoder-example: 1
// title: Sign a reader in at the library with card and PIN
// guideline: Start a new session at sign-in with regenerate before storing who it belongs to.
// cwe: CWE-384
// apis: express-session.Session.regenerate, express-session.Session.save
// applies: express 5, express-session
// --- secure ---
const express = require("express");

function signInRoutes(readers, limitTries) {
  const router = express.Router();
  const form = express.urlencoded({ extended: false });

  router.post("/sign-in", limitTries, form, async (req, res, next) => {
    const { card, pin } = req.body ?? {};
    const reader = await readers.authenticate(String(card), String(pin));
    if (!reader) {
      return res.status(401).render("sign-in", { failed: true });
    }
    req.session.regenerate((error) => {
      if (error) {
        return next(error);
      }
      req.session.readerId = reader.id;
      req.session.save((failure) => (failure ? next(failure) : res.redirect("/loans")));
    });
  });

  return router;
}

module.exports = { signInRoutes };
// --- vulnerable ---
const express = require("express");

function signInRoutes(readers, limitTries) {
  const router = express.Router();
  const form = express.urlencoded({ extended: false });

  router.post("/sign-in", limitTries, form, async (req, res, next) => {
    const { card, pin } = req.body ?? {};
    const reader = await readers.authenticate(String(card), String(pin));
    if (!reader) {
      return res.status(401).render("sign-in", { failed: true });
    }
    req.session.readerId = reader.id;
    req.session.save((failure) => (failure ? next(failure) : res.redirect("/loans")));
  });

  return router;
}

module.exports = { signInRoutes };
