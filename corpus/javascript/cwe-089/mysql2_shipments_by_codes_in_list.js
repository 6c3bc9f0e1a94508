// seccoder-example: 1
// title: Load the state of several shipments from MySQL by tracking code
// guideline: Write one placeholder for each list entry and bind the list as values.
// cwe: CWE-89
// apis: mysql2.Pool.execute
// applies: mysql2
// --- secure ---
import mysql from "mysql2/promise";

const MAX_CODES = 200;

export function openPool() {
  return mysql.createPool({
    host: process.env.DB_HOST,
    user: process.env.DB_USER,
    password: process.env.DB_PASSWORD,
    database: "freight",
  });
}

export async function shipmentStates(pool, codes) {
  if (codes.length === 0) {
    return new Map();
  }
  if (codes.length > MAX_CODES) {
    throw new RangeError("too many tracking codes");
  }
  const places = codes.map(() => "?").join(", ");
  const [rows] = await pool.execute(
    `SELECT code, state FROM shipments WHERE code IN (${places})`,
    codes.map(String),
  );
  return new Map(rows.map((row) => [row.code, row.state]));
}
// --- vulnerable ---
import mysql from "mysql2/promise";

const MAX_CODES = 200;

export function openPool() {
  return mysql.createPool({
    host: process.env.DB_HOST,
    user: process.env.DB_USER,
    password: process.env.DB_PASSWORD,
    database: "freight",
  });
}

export async function shipmentStates(pool, codes) {
  if (codes.length === 0) {
    return new Map();
  }
  if (codes.length > MAX_CODES) {
    throw new RangeError("too many tracking codes");
  }
  const list = codes.map((code) => `'${code}'`).join(", ");
  const [rows] = await pool.execute(
    `SELECT code, state FROM shipments WHERE code IN (${list})`,
  );
  return new Map(rows.map((row) => [row.code, row.state]));
}
