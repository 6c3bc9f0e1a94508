// seccoder-example: 1
// title: Pause and resume the counter printer over HTTP
// guideline: Map each allowed action to a fixed program; never put request text in a command.
// cwe: CWE-78
// apis: child_process.execFile, express.Router.post
// applies: express
// --- secure ---
const { execFile } = require("node:child_process");
const express = require("express");

const PROGRAMS = new Map([
  ["enable", "/usr/sbin/cupsenable"],
  ["disable", "/usr/sbin/cupsdisable"],
]);

function printerRoutes(requireOperator) {
  const router = express.Router();

  router.post("/printer/:action", requireOperator, (req, res, next) => {
    const program = PROGRAMS.get(req.params.action);
    if (!program) {
      return res.status(404).json({ error: "unknown action" });
    }
    execFile(program, ["counter-1"], { timeout: 10_000 }, (error) => {
      if (error) {
        return next(error);
      }
      res.sendStatus(204);
    });
  });

  return router;
}

module.exports = { printerRoutes };
// --- vulnerable ---
const { exec } = require("node:child_process");
const express = require("express");

function printerRoutes(requireOperator) {
  const router = express.Router();

  router.post("/printer/:action", requireOperator, (req, res, next) => {
    const command = `/usr/sbin/cups${req.params.action} counter-1`;
    exec(command, { timeout: 10_000 }, (error) => {
      if (error) {
        return next(error);
      }
      res.sendStatus(204);
    });
  });

  return router;
}

module.exports = { printerRoutes };
