// seccoder-example: 1
// title: Accept a gzipped batch of telemetry lines
// guideline: Bound the size of what decompression may produce, not only of the upload.
// cwe: CWE-400, CWE-409
// apis: zlib.gunzip, express.raw
// applies: express 5, standard library
// --- secure ---
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import express from "express";

const inflate = promisify(gunzip);
const MAX_BYTES = 4 * 1024 * 1024;

export function telemetryRoutes(store, requireDevice) {
  const router = express.Router();
  const body = express.raw({ type: "application/gzip", limit: "256kb" });

  router.post("/telemetry", requireDevice, body, async (req, res) => {
    let text;
    try {
      text = await inflate(req.body, { maxOutputLength: MAX_BYTES });
    } catch {
      return res.status(400).json({ error: "not a gzip batch" });
    }
    const lines = text.toString("utf8").split("\n").filter(Boolean);
    await store.append(req.device.id, lines);
    res.status(202).json({ accepted: lines.length });
  });

  return router;
}
// --- vulnerable ---
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import express from "express";

const inflate = promisify(gunzip);

export function telemetryRoutes(store, requireDevice) {
  const router = express.Router();
  const body = express.raw({ type: "application/gzip", limit: "256kb" });

  router.post("/telemetry", requireDevice, body, async (req, res) => {
    let text;
    try {
      text = await inflate(req.body);
    } catch {
      return res.status(400).json({ error: "not a gzip batch" });
    }
    const lines = text.toString("utf8").split("\n").filter(Boolean);
    await store.append(req.device.id, lines);
    res.status(202).json({ accepted: lines.length });
  });

  return router;
}
