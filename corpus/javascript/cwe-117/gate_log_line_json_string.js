// seccoder-example: 1
// title: Log the number plates that pass a car park gate
// guideline: Write text from outside into a log line as a JSON string, so it stays one line.
// cwe: CWE-117
// apis: fs.promises.appendFile, JSON.stringify
// applies: express 5, standard library
// --- secure ---
import { appendFile } from "node:fs/promises";
import express from "express";

const LOG = "/var/log/carpark/gate.log";

export function gateRoutes(requireCamera) {
  const router = express.Router();
  const body = express.json({ limit: "1kb" });

  router.post("/passages", requireCamera, body, async (req, res) => {
    const { plate } = req.body ?? {};
    if (typeof plate !== "string") {
      return res.status(400).json({ error: "a plate is needed" });
    }
    const direction = req.body.direction === "out" ? "out" : "in";
    const time = new Date().toISOString();
    const passage = `gate=${req.camera.gate} ${direction} ${JSON.stringify(plate)}`;
    await appendFile(LOG, `${time} ${passage}\n`);
    res.sendStatus(204);
  });

  return router;
}
// --- vulnerable ---
import { appendFile } from "node:fs/promises";
import express from "express";

const LOG = "/var/log/carpark/gate.log";

export function gateRoutes(requireCamera) {
  const router = express.Router();
  const body = express.json({ limit: "1kb" });

  router.post("/passages", requireCamera, body, async (req, res) => {
    const { plate } = req.body ?? {};
    if (typeof plate !== "string") {
      return res.status(400).json({ error: "a plate is needed" });
    }
    const direction = req.body.direction === "out" ? "out" : "in";
    const time = new Date().toISOString();
    const passage = `gate=${req.camera.gate} ${direction} ${plate}`;
    await appendFile(LOG, `${time} ${passage}\n`);
    res.sendStatus(204);
  });

  return router;
}
