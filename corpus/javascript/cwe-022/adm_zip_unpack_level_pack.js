// seccoder-example: 1
// title: Unpack an uploaded pack of game levels
// guideline: Resolve each archive entry's name and refuse those outside the target folder.
// cwe: CWE-22, CWE-409
// apis: adm-zip.getEntries, path.resolve, fs.promises.writeFile
// applies: adm-zip
// --- secure ---
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import AdmZip from "adm-zip";

const MAX_FILES = 500;
const MAX_BYTES = 64 * 1024 * 1024;

export async function unpackLevels(archive, target) {
  const root = path.resolve(target);
  const entries = new AdmZip(archive).getEntries().filter((entry) => !entry.isDirectory);
  // getData refuses an entry that inflates to more than the size it declares.
  const total = entries.reduce((sum, entry) => sum + entry.header.size, 0);
  if (entries.length > MAX_FILES || total > MAX_BYTES) {
    throw new RangeError("the level pack is too large");
  }
  for (const entry of entries) {
    const file = path.resolve(root, entry.entryName);
    if (!file.startsWith(root + path.sep)) {
      throw new RangeError(`entry outside the pack: ${entry.entryName}`);
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, entry.getData(), { flag: "wx" });
  }
  return entries.length;
}
// --- vulnerable ---
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import AdmZip from "adm-zip";

export async function unpackLevels(archive, target) {
  const root = path.resolve(target);
  const entries = new AdmZip(archive).getEntries().filter((entry) => !entry.isDirectory);
  for (const entry of entries) {
    const file = path.join(root, entry.entryName);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, entry.getData());
  }
  return entries.length;
}
