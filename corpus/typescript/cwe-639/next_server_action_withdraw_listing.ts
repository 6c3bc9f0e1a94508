// seccoder-example: 1
// title: Withdraw a flat from the market with a Next.js server action
// guideline: Look up the session in every server action and put the owner into the record's filter.
// cwe: CWE-639, CWE-862
// apis: next/cache.revalidatePath, PrismaClient.deleteMany, zod.parse
// applies: next, prisma, next-auth, zod
// --- secure ---
"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";

const ListingId = z.uuid();

export async function withdrawListing(listingId: string): Promise<boolean> {
  const session = await auth();
  if (!session?.user?.id) {
    throw new Error("sign in first");
  }
  const id = ListingId.parse(listingId);
  const { count } = await prisma.listing.deleteMany({
    where: { id, ownerId: session.user.id },
  });
  revalidatePath("/my/listings");
  return count === 1;
}
// --- vulnerable ---
"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";

const ListingId = z.uuid();

export async function withdrawListing(listingId: string): Promise<boolean> {
  const session = await auth();
  if (!session?.user?.id) {
    throw new Error("sign in first");
  }
  const id = ListingId.parse(listingId);
  const { count } = await prisma.listing.deleteMany({
    where: { id },
  });
  revalidatePath("/my/listings");
  return count === 1;
}
