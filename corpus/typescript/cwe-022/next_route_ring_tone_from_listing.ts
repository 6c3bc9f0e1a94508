// seccoder-example: 1
// title: Send a ring tone chosen by name from a Next.js route
// guideline: Read only a file whose name stands in the folder's own listing.
// cwe: CWE-22
// apis: fs.promises.readdir, fs.promises.readFile, next/server.NextRequest
// applies: next
// --- secure ---
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { NextRequest } from "next/server";

const TONES = path.join(process.cwd(), "assets", "tones");

export async function GET(request: NextRequest): Promise<Response> {
  const name = request.nextUrl.searchParams.get("name") ?? "";
  const names = await readdir(TONES);
  if (!names.includes(name)) {
    return Response.json({ error: "no such tone" }, { status: 404 });
  }
  const sound = await readFile(path.join(TONES, name));
  return new Response(new Uint8Array(sound), {
    headers: { "Content-Type": "audio/ogg", "X-Content-Type-Options": "nosniff" },
  });
}
// --- vulnerable ---
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { NextRequest } from "next/server";

const TONES = path.join(process.cwd(), "assets", "tones");

export async function GET(request: NextRequest): Promise<Response> {
  const name = request.nextUrl.searchParams.get("name") ?? "";
  if (!name) {
    return Response.json({ error: "no such tone" }, { status: 404 });
  }
  const sound = await readFile(path.join(TONES, name));
  return new Response(new Uint8Array(sound), {
    headers: { "Content-Type": "audio/ogg", "X-Content-Type-Options": "nosniff" },
  });
}
