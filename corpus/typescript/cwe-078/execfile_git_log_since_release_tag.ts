// seccoder-example: 1
// title: List the commits of a repository since a release tag
// guideline: Call git with execFile and a full ref name, so no shell and no option parser reads the tag.
// cwe: CWE-78, CWE-88
// apis: child_process.execFile, child_process.exec
// applies: standard library
// --- secure ---
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const LIMITS = { timeout: 20_000, maxBuffer: 4 * 1024 * 1024 };

export interface Commit {
  hash: string;
  subject: string;
}

export async function commitsSince(repo: string, tag: string): Promise<Commit[]> {
  const range = `refs/tags/${tag}..HEAD`;
  const { stdout } = await run(
    "git",
    ["-C", repo, "log", "-n", "500", "--format=%H %s", range, "--"],
    LIMITS,
  );
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => ({ hash: line.slice(0, 40), subject: line.slice(41) }));
}
// --- vulnerable ---
import { exec } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(exec);
const LIMITS = { timeout: 20_000, maxBuffer: 4 * 1024 * 1024 };

export interface Commit {
  hash: string;
  subject: string;
}

export async function commitsSince(repo: string, tag: string): Promise<Commit[]> {
  const range = `refs/tags/${tag}..HEAD`;
  const { stdout } = await run(
    `git -C "${repo}" log -n 500 --format="%H %s" ${range} --`,
    LIMITS,
  );
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => ({ hash: line.slice(0, 40), subject: line.slice(41) }));
}
