// seccoder-example: 1
// title: Guard a metrics page with a fixed bearer token
// guideline: Compare secrets with timingSafeEqual over digests of equal length.
// cwe: CWE-208
// apis: crypto.timingSafeEqual, crypto.createHash
// applies: fastify, prom-client
// --- secure ---
import { createHash, timingSafeEqual } from "node:crypto";
import { register } from "prom-client";

const digest = (text) => createHash("sha256").update(text).digest();

export async function metricsRoutes(app, { token }) {
  if (!token) {
    throw new Error("the metrics page needs a token");
  }
  const expected = digest(`Bearer ${token}`);

  app.addHook("onRequest", async (request, reply) => {
    const given = request.headers.authorization ?? "";
    if (!timingSafeEqual(digest(given), expected)) {
      return reply.code(401).send({ error: "unauthorized" });
    }
  });

  app.get("/metrics", async (request, reply) => {
    reply.type(register.contentType);
    return register.metrics();
  });
}
// --- vulnerable ---
import { register } from "prom-client";

export async function metricsRoutes(app, { token }) {
  if (!token) {
    throw new Error("the metrics page needs a token");
  }
  const expected = `Bearer ${token}`;

  app.addHook("onRequest", async (request, reply) => {
    const given = request.headers.authorization ?? "";
    if (given !== expected) {
      return reply.code(401).send({ error: "unauthorized" });
    }
  });

  app.get("/metrics", async (request, reply) => {
    reply.type(register.contentType);
    return register.metrics();
  });
}
