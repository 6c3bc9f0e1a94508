// seccoder-example: 1
// title: Encrypt a patient's note before it is stored
// guideline: Encrypt with aes-256-gcm, a fresh random IV, and the record's id as bound data.
// cwe: CWE-327, CWE-353
// apis: crypto.createCipheriv, crypto.createDecipheriv, crypto.randomBytes
// applies: standard library
// --- secure ---
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
const OPTIONS = { authTagLength: 16 };

export function sealNote(key, patientId, note) {
  const iv = randomBytes(12);
  const cipher = createCipheriv(ALGORITHM, key, iv, OPTIONS);
  cipher.setAAD(Buffer.from(patientId));
  const sealed = Buffer.concat([cipher.update(note, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

export function openNote(key, patientId, data) {
  const decipher = createDecipheriv(ALGORITHM, key, data.subarray(0, 12), OPTIONS);
  decipher.setAAD(Buffer.from(patientId));
  decipher.setAuthTag(data.subarray(12, 28));
  const note = Buffer.concat([decipher.update(data.subarray(28)), decipher.final()]);
  return note.toString("utf8");
}
// --- vulnerable ---
import { createCipheriv, createDecipheriv } from "node:crypto";

const ALGORITHM = "aes-256-ecb";

export function sealNote(key, patientId, note) {
  const cipher = createCipheriv(ALGORITHM, key, null);
  const text = `${patientId}:${note}`;
  return Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
}

export function openNote(key, patientId, data) {
  const decipher = createDecipheriv(ALGORITHM, key, null);
  const text = Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
  if (!text.startsWith(`${patientId}:`)) {
    throw new Error("the note belongs to another patient");
  }
  return text.slice(patientId.length + 1);
}
