// seccoder-example: 1
// title: Make and check links to a video that expire
// guideline: Sign every part of a link that the server relies on, the expiry time as much as the path.
// cwe: CWE-347, CWE-345
// apis: crypto.createHmac, crypto.timingSafeEqual
// applies: standard library
// --- secure ---
import { createHmac, timingSafeEqual } from "node:crypto";

function sign(key: Buffer, path: string, expires: number): Buffer {
  return createHmac("sha256", key).update(`${expires}\n${path}`).digest();
}

export function streamLink(key: Buffer, video: URL, seconds = 3600): URL {
  const expires = Math.floor(Date.now() / 1000) + seconds;
  const signature = sign(key, video.pathname, expires).toString("base64url");
  return new URL(`?expires=${expires}&signature=${signature}`, video);
}

export function mayStream(key: Buffer, link: URL): boolean {
  const expires = Number(link.searchParams.get("expires"));
  const given = Buffer.from(link.searchParams.get("signature") ?? "", "base64url");
  const wanted = sign(key, link.pathname, expires);
  const genuine = given.length === wanted.length && timingSafeEqual(given, wanted);
  return genuine && expires > Date.now() / 1000;
}
// --- vulnerable ---
import { createHmac, timingSafeEqual } from "node:crypto";

function sign(key: Buffer, path: string): Buffer {
  return createHmac("sha256", key).update(path).digest();
}

export function streamLink(key: Buffer, video: URL, seconds = 3600): URL {
  const expires = Math.floor(Date.now() / 1000) + seconds;
  const signature = sign(key, video.pathname).toString("base64url");
  return new URL(`?expires=${expires}&signature=${signature}`, video);
}

export function mayStream(key: Buffer, link: URL): boolean {
  const expires = Number(link.searchParams.get("expires"));
  const given = Buffer.from(link.searchParams.get("signature") ?? "", "base64url");
  const wanted = sign(key, link.pathname);
  const genuine = given.length === wanted.length && timingSafeEqual(given, wanted);
  return genuine && expires > Date.now() / 1000;
}
