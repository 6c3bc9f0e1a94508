// seccoder-example: 1
// title: Keep a hotel guest signed in during the stay in Next.js
// guideline: Set a session cookie with httpOnly, secure, sameSite and an end; Next.js adds none of them.
// cwe: CWE-1004, CWE-614, CWE-1275
// apis: next/headers.cookies, crypto.randomBytes
// applies: next
// --- secure ---
import "server-only";
import { randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { stays } from "@/lib/stays";

const COOKIE = "__Host-stay";

export async function openStay(bookingId: string, checkOut: Date): Promise<void> {
  const key = randomBytes(32).toString("base64url");
  await stays.create({ key, bookingId, expires: checkOut });
  const jar = await cookies();
  jar.set(COOKIE, key, {
    httpOnly: true,
    secure: true,
    sameSite: "lax",
    path: "/",
    expires: checkOut,
  });
}

export async function currentStay() {
  const key = (await cookies()).get(COOKIE)?.value;
  return key ? stays.findOpen(key) : null;
}
// --- vulnerable ---
import "server-only";
import { randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { stays } from "@/lib/stays";

const COOKIE = "stay";

export async function openStay(bookingId: string, checkOut: Date): Promise<void> {
  const key = randomBytes(32).toString("base64url");
  await stays.create({ key, bookingId, expires: checkOut });
  const jar = await cookies();
  jar.set(COOKIE, key);
}

export async function currentStay() {
  const key = (await cookies()).get(COOKIE)?.value;
  return key ? stays.findOpen(key) : null;
}
