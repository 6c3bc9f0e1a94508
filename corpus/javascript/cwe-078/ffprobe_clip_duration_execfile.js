// seccoder-example: 1
// title: Read the length of an uploaded clip with ffprobe
// guideline: Run a program with execFile and a list of arguments; no shell reads them.
// cwe: CWE-78, CWE-88
// apis: child_process.execFile
// applies: standard library
// --- secure ---
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export async function clipSeconds(file) {
  // The prefix keeps a name from being read as an option or another protocol.
  const { stdout } = await run(
    "ffprobe",
    ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", `file:${file}`],
    { timeout: 15_000 },
  );
  const seconds = Number.parseFloat(stdout);
  if (!Number.isFinite(seconds)) {
    throw new Error("the clip has no duration");
  }
  return seconds;
}
// --- vulnerable ---
import { exec } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(exec);

export async function clipSeconds(file) {
  const { stdout } = await run(
    `ffprobe -v error -show_entries format=duration -of csv=p=0 "${file}"`,
    { timeout: 15_000 },
  );
  const seconds = Number.parseFloat(stdout);
  if (!Number.isFinite(seconds)) {
    throw new Error("the clip has no duration");
  }
  return seconds;
}
