// seccoder-example: 1
// title: Connect to a PostgreSQL server with a private authority
// guideline: Trust a private authority by its certificate; never turn verification off.
// cwe: CWE-295
// apis: pg.Pool
// applies: pg
// --- secure ---
import { readFileSync } from "node:fs";
import pg from "pg";

export function openLedger() {
  const pool = new pg.Pool({
    host: process.env.LEDGER_HOST,
    database: "ledger",
    user: process.env.LEDGER_USER,
    password: process.env.LEDGER_PASSWORD,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    ssl: { ca: readFileSync("/etc/ssl/ledger-ca.pem", "utf8") },
  });
  pool.on("error", (error) => console.error("idle client:", error.message));
  return pool;
}
// --- vulnerable ---
import pg from "pg";

export function openLedger() {
  const pool = new pg.Pool({
    host: process.env.LEDGER_HOST,
    database: "ledger",
    user: process.env.LEDGER_USER,
    password: process.env.LEDGER_PASSWORD,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    ssl: { rejectUnauthorized: false },
  });
  pool.on("error", (error) => console.error("idle client:", error.message));
  return pool;
}
