// seccoder-example: 1
// title: Open a parcel locker from a signed-in web session
// guideline: Demand a token from the session for every request that changes something.
// cwe: CWE-352
// apis: @fastify/csrf-protection.csrfProtection, @fastify/csrf-protection.generateCsrf
// applies: fastify, @fastify/session, @fastify/csrf-protection
// --- secure ---
import cookie from "@fastify/cookie";
import csrf from "@fastify/csrf-protection";
import session from "@fastify/session";
import Fastify from "fastify";

export async function lockerApp(lockers, secret) {
  // TLS ends at a proxy on this machine.
  const app = Fastify({ trustProxy: "loopback" });
  await app.register(cookie);
  await app.register(session, {
    secret,
    cookie: { secure: true, httpOnly: true, sameSite: "lax" },
  });
  await app.register(csrf, { sessionPlugin: "@fastify/session" });

  app.get("/csrf-token", async (request, reply) => ({ token: reply.generateCsrf() }));

  app.post("/lockers/:id/open", { onRequest: app.csrfProtection }, async (request, reply) => {
    const { customerId } = request.session;
    if (!customerId) {
      return reply.code(401).send({ error: "sign in first" });
    }
    const opened = await lockers.open(request.params.id, customerId);
    return reply.code(opened ? 200 : 404).send({ opened });
  });

  return app;
}
// --- vulnerable ---
import cookie from "@fastify/cookie";
import session from "@fastify/session";
import Fastify from "fastify";

export async function lockerApp(lockers, secret) {
  // TLS ends at a proxy on this machine.
  const app = Fastify({ trustProxy: "loopback" });
  await app.register(cookie);
  await app.register(session, { secret, cookie: { secure: true, httpOnly: true } });

  app.post("/lockers/:id/open", async (request, reply) => {
    const { customerId } = request.session;
    if (!customerId) {
      return reply.code(401).send({ error: "sign in first" });
    }
    const opened = await lockers.open(request.params.id, customerId);
    return reply.code(opened ? 200 : 404).send({ opened });
  });

  return app;
}
