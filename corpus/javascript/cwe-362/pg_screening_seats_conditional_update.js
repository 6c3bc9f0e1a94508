// seccoder-example: 1
// title: Take free seats of a cinema screening
// guideline: Check and change a shared counter in one conditional UPDATE statement.
// cwe: CWE-362, CWE-367
// apis: pg.Pool.query
// applies: pg
// --- secure ---
export async function takeSeats(pool, screeningId, count) {
  if (!Number.isInteger(count) || count < 1 || count > 8) {
    throw new RangeError("take one to eight seats");
  }
  const { rows } = await pool.query(
    `UPDATE screenings SET free_seats = free_seats - $2
     WHERE id = $1 AND free_seats >= $2
     RETURNING free_seats`,
    [screeningId, count],
  );
  if (rows.length === 0) {
    return { taken: 0 };
  }
  return { taken: count, left: rows[0].free_seats };
}
// --- vulnerable ---
export async function takeSeats(pool, screeningId, count) {
  if (!Number.isInteger(count) || count < 1 || count > 8) {
    throw new RangeError("take one to eight seats");
  }
  const { rows } = await pool.query("SELECT free_seats FROM screenings WHERE id = $1", [
    screeningId,
  ]);
  if (rows.length === 0 || rows[0].free_seats < count) {
    return { taken: 0 };
  }
  const left = rows[0].free_seats - count;
  await pool.query("UPDATE screenings SET free_seats = $2 WHERE id = $1", [screeningId, left]);
  return { taken: count, left };
}
