// seccoder-example: 1
// title: Sum the energy of a meter by month with Prisma
// guideline: Write raw SQL as a Prisma.sql template; $queryRawUnsafe takes finished text.
// cwe: CWE-89
// apis: Prisma.sql, PrismaClient.$queryRaw, PrismaClient.$queryRawUnsafe
// applies: prisma, PostgreSQL
// --- secure ---
import { Prisma, type PrismaClient } from "@prisma/client";

export interface MonthlyEnergy {
  month: Date;
  kwh: number;
}

export function energyByMonth(
  prisma: PrismaClient,
  meter: string,
  tariff: string,
): Promise<MonthlyEnergy[]> {
  return prisma.$queryRaw<MonthlyEnergy[]>(Prisma.sql`
    SELECT date_trunc('month', read_at) AS month, sum(kwh)::float8 AS kwh
    FROM readings
    WHERE meter = ${meter} AND tariff = ${tariff}
    GROUP BY 1
    ORDER BY 1 DESC
    LIMIT 24`);
}
// --- vulnerable ---
import type { PrismaClient } from "@prisma/client";

export interface MonthlyEnergy {
  month: Date;
  kwh: number;
}

export function energyByMonth(
  prisma: PrismaClient,
  meter: string,
  tariff: string,
): Promise<MonthlyEnergy[]> {
  return prisma.$queryRawUnsafe<MonthlyEnergy[]>(`
    SELECT date_trunc('month', read_at) AS month, sum(kwh)::float8 AS kwh
    FROM readings
    WHERE meter = '${meter}' AND tariff = '${tariff}'
    GROUP BY 1
    ORDER BY 1 DESC
    LIMIT 24`);
}
