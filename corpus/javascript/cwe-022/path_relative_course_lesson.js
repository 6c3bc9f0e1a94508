// seccoder-example: 1
// title: Read a lesson file of a course by its relative name
// guideline: Resolve the path with its links and refuse it unless path.relative stays inside.
// cwe: CWE-22, CWE-59
// apis: path.relative, path.resolve, fs.promises.realpath
// applies: standard library
// --- secure ---
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";

export async function readLesson(courseFolder, name) {
  const root = await realpath(courseFolder);
  const file = await realpath(path.resolve(root, name));
  const inside = path.relative(root, file);
  if (inside === "" || inside.startsWith("..") || path.isAbsolute(inside)) {
    throw new RangeError("the lesson is not part of the course");
  }
  const text = await readFile(file, "utf8");
  const title = text.split("\n", 1)[0];
  return { title, text };
}
// --- vulnerable ---
import { readFile } from "node:fs/promises";
import path from "node:path";

export async function readLesson(courseFolder, name) {
  const file = path.join(courseFolder, name);
  const text = await readFile(file, "utf8");
  const title = text.split("\n", 1)[0];
  return { title, text };
}
