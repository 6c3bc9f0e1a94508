// seccoder-example: 1
// title: Speak a platform announcement into a sound file
// guideline: Hand free text to a program through its standard input, never inside a command line.
// cwe: CWE-78
// apis: child_process.spawn, ChildProcess.stdin
// applies: standard library
// --- secure ---
import { spawn } from "node:child_process";
import { once } from "node:events";

const VOICES = new Map([
  ["en", "en-gb"],
  ["de", "de"],
  ["fr", "fr-fr"],
]);

export async function speak(text: string, language: string, wav: string): Promise<void> {
  const voice = VOICES.get(language) ?? "en-gb";
  const espeak = spawn("espeak-ng", ["-v", voice, "--stdin", "-w", wav], {
    stdio: ["pipe", "ignore", "inherit"],
    timeout: 30_000,
  });
  // A program that ends early closes the pipe; its exit code tells enough.
  espeak.stdin.on("error", () => {});
  espeak.stdin.end(text);
  const [code] = await once(espeak, "close");
  if (code !== 0) {
    throw new Error(`espeak-ng ended with ${code}`);
  }
}
// --- vulnerable ---
import { spawn } from "node:child_process";
import { once } from "node:events";

const VOICES = new Map([
  ["en", "en-gb"],
  ["de", "de"],
  ["fr", "fr-fr"],
]);

export async function speak(text: string, language: string, wav: string): Promise<void> {
  const voice = VOICES.get(language) ?? "en-gb";
  const espeak = spawn(`echo "${text}" | espeak-ng -v ${voice} --stdin -w ${wav}`, {
    shell: true,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 30_000,
  });
  const [code] = await once(espeak, "close");
  if (code !== 0) {
    throw new Error(`espeak-ng ended with ${code}`);
  }
}
