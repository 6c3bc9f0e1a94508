// seccoder-example: 1
// title: Answer errors of a pharmacy API in one place
// guideline: Log a failure with its request id; tell the client no more than that id.
// cwe: CWE-209, CWE-497
// apis: fastify.setErrorHandler, fastify.Reply.send
// applies: fastify
// --- secure ---
const Fastify = require("fastify");

function pharmacyApi(stock) {
  const app = Fastify({ logger: true });

  app.setErrorHandler((error, request, reply) => {
    const status = error.statusCode ?? 500;
    request.log.error({ err: error });
    if (status < 500) {
      return reply.code(status).send({ error: error.message });
    }
    return reply.code(status).send({ error: "internal error", id: request.id });
  });

  app.get("/stock/:pzn", async (request, reply) => {
    const item = await stock.find(request.params.pzn);
    if (!item) {
      return reply.code(404).send({ error: "unknown article" });
    }
    return { pzn: item.pzn, packs: item.packs };
  });

  return app;
}

module.exports = { pharmacyApi };
// --- vulnerable ---
const Fastify = require("fastify");

function pharmacyApi(stock) {
  const app = Fastify({ logger: true });

  app.setErrorHandler((error, request, reply) => {
    const status = error.statusCode ?? 500;
    request.log.error({ err: error });
    return reply.code(status).send({
      error: error.message,
      detail: error.detail ?? error.stack,
      id: request.id,
    });
  });

  app.get("/stock/:pzn", async (request, reply) => {
    const item = await stock.find(request.params.pzn);
    if (!item) {
      return reply.code(404).send({ error: "unknown article" });
    }
    return { pzn: item.pzn, packs: item.packs };
  });

  return app;
}

module.exports = { pharmacyApi };
