// seccoder-example: 1
// title: Make a calendar of the signed-in user public in Next.js
// guideline: Change state only on POST and only for your own Origin; cookies come with any request.
// cwe: CWE-352
// apis: next/server.NextRequest, Headers.get
// applies: next, prisma, next-auth
// --- secure ---
import { NextResponse, type NextRequest } from "next/server";
import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";

const ORIGIN = "https://calendar.example";

export async function POST(request: NextRequest): Promise<Response> {
  if (request.headers.get("origin") !== ORIGIN) {
    return NextResponse.json({ error: "forbidden" }, { status: 403 });
  }
  const session = await auth();
  if (!session?.user?.id) {
    return NextResponse.json({ error: "sign in first" }, { status: 401 });
  }
  const fields = await request.formData();
  await prisma.calendar.updateMany({
    where: { slug: String(fields.get("calendar")), ownerId: session.user.id },
    data: { visibility: "public" },
  });
  return NextResponse.redirect(new URL("/calendars", ORIGIN), 303);
}
// --- vulnerable ---
import { NextResponse, type NextRequest } from "next/server";
import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";

const ORIGIN = "https://calendar.example";

export async function GET(request: NextRequest): Promise<Response> {
  const session = await auth();
  if (!session?.user?.id) {
    return NextResponse.json({ error: "sign in first" }, { status: 401 });
  }
  const fields = request.nextUrl.searchParams;
  await prisma.calendar.updateMany({
    where: { slug: String(fields.get("calendar")), ownerId: session.user.id },
    data: { visibility: "public" },
  });
  return NextResponse.redirect(new URL("/calendars", ORIGIN), 303);
}
