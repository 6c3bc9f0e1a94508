// seccoder-example: 1
// title: Accept a plugin manifest only with the publisher's signature
// guideline: Treat a missing signature like a wrong one: verify always, and before parsing.
// cwe: CWE-347
// apis: crypto.verify, crypto.createPublicKey
// applies: standard library
// --- secure ---
import { createPublicKey, verify } from "node:crypto";
import { readFile } from "node:fs/promises";

export async function loadManifest(folder, publisherPem) {
  const text = await readFile(`${folder}/manifest.json`);
  const signature = await readFile(`${folder}/manifest.sig`);
  if (!verify(null, text, createPublicKey(publisherPem), signature)) {
    throw new Error("the manifest is not signed by its publisher");
  }
  const manifest = JSON.parse(text);
  if (typeof manifest.name !== "string" || !Array.isArray(manifest.hooks)) {
    throw new TypeError("the manifest lacks a name or its hooks");
  }
  return manifest;
}
// --- vulnerable ---
import { createPublicKey, verify } from "node:crypto";
import { readFile } from "node:fs/promises";

export async function loadManifest(folder, publisherPem) {
  const text = await readFile(`${folder}/manifest.json`);
  const signature = await readFile(`${folder}/manifest.sig`).catch(() => null);
  if (signature && !verify(null, text, createPublicKey(publisherPem), signature)) {
    throw new Error("the manifest is not signed by its publisher");
  }
  const manifest = JSON.parse(text);
  if (typeof manifest.name !== "string" || !Array.isArray(manifest.hooks)) {
    throw new TypeError("the manifest lacks a name or its hooks");
  }
  return manifest;
}
