// seccoder-example: 1
// title: Read a subtitle file dropped into a shared folder
// guideline: Open once, then check and read through the handle, not through the path again.
// cwe: CWE-367, CWE-59
// apis: fs.promises.open, FileHandle.stat, FileHandle.read
// applies: standard library
// --- secure ---
import { constants } from "node:fs";
import { open } from "node:fs/promises";

const MAX_BYTES = 2 * 1024 * 1024;
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export async function readSubtitles(file) {
  const handle = await open(file, FLAGS);
  try {
    const info = await handle.stat();
    if (!info.isFile() || info.size > MAX_BYTES) {
      throw new RangeError("not a subtitle file");
    }
    const data = Buffer.alloc(info.size);
    const { bytesRead } = await handle.read(data, 0, info.size, 0);
    return data.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
// --- vulnerable ---
import { lstat, readFile } from "node:fs/promises";

const MAX_BYTES = 2 * 1024 * 1024;

export async function readSubtitles(file) {
  const info = await lstat(file);
  if (!info.isFile() || info.size > MAX_BYTES) {
    throw new RangeError("not a subtitle file");
  }
  return readFile(file, "utf8");
}
