// seccoder-example: 1
// title: Take a teacher's handout as a PDF upload
// guideline: Check an upload's content and choose its stored name and extension yourself.
// cwe: CWE-434
// apis: multer.memoryStorage, crypto.randomUUID, fs.promises.writeFile
// applies: express 5, multer
// --- secure ---
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import express from "express";
import multer from "multer";

const HANDOUTS = path.resolve("public/handouts");
const upload = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: 8 * 1024 * 1024, files: 1 },
});

export function handoutRoutes(requireTeacher) {
  const router = express.Router();

  router.post("/handouts", requireTeacher, upload.single("file"), async (req, res) => {
    const { file } = req;
    if (file?.buffer.subarray(0, 5).toString("latin1") !== "%PDF-") {
      return res.status(415).json({ error: "a handout must be a PDF" });
    }
    const name = `${randomUUID()}.pdf`;
    await writeFile(path.join(HANDOUTS, name), file.buffer, { flag: "wx" });
    res.status(201).json({ url: `/handouts/${name}` });
  });

  return router;
}
// --- vulnerable ---
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import express from "express";
import multer from "multer";

const HANDOUTS = path.resolve("public/handouts");
const upload = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: 8 * 1024 * 1024, files: 1 },
});

export function handoutRoutes(requireTeacher) {
  const router = express.Router();

  router.post("/handouts", requireTeacher, upload.single("file"), async (req, res) => {
    const { file } = req;
    if (file?.mimetype !== "application/pdf") {
      return res.status(415).json({ error: "a handout must be a PDF" });
    }
    const name = `${randomUUID()}${path.extname(file.originalname)}`;
    await writeFile(path.join(HANDOUTS, name), file.buffer, { flag: "wx" });
    res.status(201).json({ url: `/handouts/${name}` });
  });

  return router;
}
