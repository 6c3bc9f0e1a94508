// seccoder-example: 1
// title: Stream a compressed backup of a game world to a file
// guideline: Check the name against a pattern and spawn the program without a shell.
// cwe: CWE-78, CWE-22
// apis: child_process.spawn, stream.pipeline
// applies: standard library
// --- secure ---
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

const WORLDS = "/srv/game/worlds";

export async function backupWorld(world, target) {
  if (!/^[a-z0-9][a-z0-9_-]{0,40}$/.test(world)) {
    throw new RangeError("bad world name");
  }
  const file = await open(target, "wx", 0o600);
  try {
    const tar = spawn("tar", ["-czf", "-", "-C", WORLDS, "--", world], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [[code]] = await Promise.all([
      once(tar, "close"),
      pipeline(tar.stdout, file.createWriteStream()),
    ]);
    if (code !== 0) {
      throw new Error(`tar ended with ${code}`);
    }
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}
// --- vulnerable ---
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

const WORLDS = "/srv/game/worlds";

export async function backupWorld(world, target) {
  const file = await open(target, "wx", 0o600);
  try {
    const tar = spawn(`tar -czf - -C ${WORLDS} ${world}`, {
      shell: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [[code]] = await Promise.all([
      once(tar, "close"),
      pipeline(tar.stdout, file.createWriteStream()),
    ]);
    if (code !== 0) {
      throw new Error(`tar ended with ${code}`);
    }
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}
