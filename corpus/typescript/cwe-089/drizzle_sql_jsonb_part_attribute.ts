// seccoder-example: 1
// title: Find spare parts by an attribute in a jsonb column with Drizzle
// guideline: Put values into the sql template of Drizzle, which binds them; sql.raw does not.
// cwe: CWE-89
// apis: drizzle-orm.sql, drizzle-orm.sql.raw
// applies: drizzle-orm, PostgreSQL
// --- secure ---
import { and, eq, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { boolean, jsonb, pgTable, serial, text } from "drizzle-orm/pg-core";

const parts = pgTable("parts", {
  id: serial("id").primaryKey(),
  name: text("name").notNull(),
  listed: boolean("listed").notNull(),
  attributes: jsonb("attributes").notNull(),
});

export function partsWith(db: NodePgDatabase, key: string, value: string) {
  const matches = sql`${parts.attributes} ->> ${key} = ${value}`;
  return db
    .select({ id: parts.id, name: parts.name })
    .from(parts)
    .where(and(eq(parts.listed, true), matches))
    .orderBy(parts.name)
    .limit(50);
}
// --- vulnerable ---
import { and, eq, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { boolean, jsonb, pgTable, serial, text } from "drizzle-orm/pg-core";

const parts = pgTable("parts", {
  id: serial("id").primaryKey(),
  name: text("name").notNull(),
  listed: boolean("listed").notNull(),
  attributes: jsonb("attributes").notNull(),
});

export function partsWith(db: NodePgDatabase, key: string, value: string) {
  const matches = sql.raw(`attributes ->> '${key}' = '${value}'`);
  return db
    .select({ id: parts.id, name: parts.name })
    .from(parts)
    .where(and(eq(parts.listed, true), matches))
    .orderBy(parts.name)
    .limit(50);
}
