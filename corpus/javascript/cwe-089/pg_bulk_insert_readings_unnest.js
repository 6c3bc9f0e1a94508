// seccoder-example: 1
// title: Store a batch of sensor readings in PostgreSQL with one statement
// guideline: Pass a batch as array parameters and unnest them; never format values into SQL.
// cwe: CWE-89
// apis: pg.Pool.query
// applies: pg
// --- secure ---
const INSERT = `
  INSERT INTO readings (sensor, value, taken_at)
  SELECT * FROM unnest($1::text[], $2::float8[], $3::timestamptz[])
  ON CONFLICT (sensor, taken_at) DO NOTHING`;

export async function storeReadings(pool, readings) {
  if (readings.length === 0) {
    return 0;
  }
  const result = await pool.query(INSERT, [
    readings.map((reading) => reading.sensor),
    readings.map((reading) => reading.value),
    readings.map((reading) => reading.takenAt),
  ]);
  return result.rowCount;
}
// --- vulnerable ---
export async function storeReadings(pool, readings) {
  if (readings.length === 0) {
    return 0;
  }
  const rows = readings.map(
    (reading) => `('${reading.sensor}', ${reading.value}, '${reading.takenAt}')`,
  );
  const result = await pool.query(
    `INSERT INTO readings (sensor, value, taken_at)
     VALUES ${rows.join(", ")}
     ON CONFLICT (sensor, taken_at) DO NOTHING`,
  );
  return result.rowCount;
}
