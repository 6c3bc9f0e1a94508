// seccoder-example: 1
// title: Cancel a member's own court booking
// guideline: Put the signed-in user's id into the statement that selects the record.
// cwe: CWE-639, CWE-862
// apis: fastify.delete, pg.Pool.query
// applies: fastify, pg
// --- secure ---
export async function bookingRoutes(app, { pool, requireMember }) {
  const params = {
    type: "object",
    properties: { id: { type: "integer", minimum: 1 } },
  };

  app.delete(
    "/bookings/:id",
    { onRequest: requireMember, schema: { params } },
    async (request, reply) => {
      const result = await pool.query(
        `UPDATE bookings SET cancelled_at = now()
         WHERE id = $1 AND member_id = $2 AND cancelled_at IS NULL AND starts_at > now()`,
        [request.params.id, request.member.id],
      );
      if (result.rowCount === 0) {
        return reply.code(404).send({ error: "no such booking" });
      }
      return reply.code(204).send();
    },
  );
}
// --- vulnerable ---
export async function bookingRoutes(app, { pool, requireMember }) {
  const params = {
    type: "object",
    properties: { id: { type: "integer", minimum: 1 } },
  };

  app.delete(
    "/bookings/:id",
    { onRequest: requireMember, schema: { params } },
    async (request, reply) => {
      const result = await pool.query(
        `UPDATE bookings SET cancelled_at = now()
         WHERE id = $1 AND cancelled_at IS NULL AND starts_at > now()`,
        [request.params.id],
      );
      if (result.rowCount === 0) {
        return reply.code(404).send({ error: "no such booking" });
      }
      return reply.code(204).send();
    },
  );
}
