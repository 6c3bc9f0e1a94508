// seccoder-example: 1
// title: Show a coach with a booking form in a Next.js page
// guideline: Select the fields to show; all props of a client component are sent to the browser.
// cwe: CWE-200, CWE-359
// apis: PrismaClient.findUnique
// applies: next, react, prisma
// --- secure ---
import { notFound } from "next/navigation";
import { prisma } from "@/lib/prisma";
import { BookingForm } from "./booking-form";

interface Props {
  params: Promise<{ slug: string }>;
}

// BookingForm runs in the browser.
export default async function CoachPage({ params }: Props) {
  const { slug } = await params;
  const coach = await prisma.coach.findUnique({
    where: { slug },
    select: { id: true, name: true, sports: true, centsPerHour: true },
  });
  if (!coach) {
    notFound();
  }
  return (
    <main>
      <h1>{coach.name}</h1>
      <p>{coach.sports.join(", ")}</p>
      <BookingForm coach={coach} />
    </main>
  );
}
// --- vulnerable ---
import { notFound } from "next/navigation";
import { prisma } from "@/lib/prisma";
import { BookingForm } from "./booking-form";

interface Props {
  params: Promise<{ slug: string }>;
}

// BookingForm runs in the browser.
export default async function CoachPage({ params }: Props) {
  const { slug } = await params;
  const coach = await prisma.coach.findUnique({
    where: { slug },
  });
  if (!coach) {
    notFound();
  }
  return (
    <main>
      <h1>{coach.name}</h1>
      <p>{coach.sports.join(", ")}</p>
      <BookingForm coach={coach} />
    </main>
  );
}
