// seccoder-example: 1
// title: Open and close irrigation valves over HTTP
// guideline: Authenticate a whole group of routes in one onRequest hook of their plugin.
// cwe: CWE-306, CWE-862
// apis: fastify.addHook, @fastify/jwt.jwtVerify
// applies: fastify, @fastify/jwt
// --- secure ---
const params = {
  type: "object",
  properties: { bed: { type: "integer", minimum: 1 } },
};
const body = {
  type: "object",
  required: ["minutes"],
  properties: { minutes: { type: "integer", minimum: 1, maximum: 60 } },
};

export async function valveRoutes(app, { valves }) {
  app.addHook("onRequest", async (request, reply) => {
    await request.jwtVerify();
    if (request.user.role !== "gardener") {
      return reply.code(403).send({ error: "gardeners only" });
    }
  });

  app.post("/beds/:bed/open", { schema: { params, body } }, async (request) => {
    const until = await valves.open(request.params.bed, request.body.minutes);
    return { until };
  });

  app.post("/beds/:bed/close", { schema: { params } }, async (request, reply) => {
    await valves.close(request.params.bed);
    return reply.code(204).send();
  });
}
// --- vulnerable ---
const params = {
  type: "object",
  properties: { bed: { type: "integer", minimum: 1 } },
};
const body = {
  type: "object",
  required: ["minutes"],
  properties: { minutes: { type: "integer", minimum: 1, maximum: 60 } },
};

export async function valveRoutes(app, { valves }) {
  app.post("/beds/:bed/open", { schema: { params, body } }, async (request) => {
    const until = await valves.open(request.params.bed, request.body.minutes);
    return { until };
  });

  app.post("/beds/:bed/close", { schema: { params } }, async (request, reply) => {
    await valves.close(request.params.bed);
    return reply.code(204).send();
  });
}
