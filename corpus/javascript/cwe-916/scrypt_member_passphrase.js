// seccoder-example: 1
// title: Store and check a library member's passphrase
// guideline: Hash passwords with scrypt, a high cost and a random salt for each one.
// cwe: CWE-916, CWE-759
// apis: crypto.scrypt, crypto.randomBytes, crypto.timingSafeEqual
// applies: standard library
// --- secure ---
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(scrypt);
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 };

export async function storePassphrase(members, id, passphrase) {
  const salt = randomBytes(16);
  const hash = await derive(passphrase, salt, 32, COST);
  await members.update(id, { salt, hash });
}

export async function checkPassphrase(members, id, passphrase) {
  const member = await members.find(id);
  // An unknown id takes as long as a known one.
  const hash = await derive(passphrase, member?.salt ?? randomBytes(16), 32, COST);
  return member ? timingSafeEqual(hash, member.hash) : false;
}
// --- vulnerable ---
import { createHash, timingSafeEqual } from "node:crypto";

const digest = (passphrase) => createHash("sha256").update(passphrase).digest();

export async function storePassphrase(members, id, passphrase) {
  const hash = digest(passphrase);
  await members.update(id, { hash });
}

export async function checkPassphrase(members, id, passphrase) {
  const member = await members.find(id);
  const hash = digest(passphrase);
  return member ? timingSafeEqual(hash, member.hash) : false;
}
