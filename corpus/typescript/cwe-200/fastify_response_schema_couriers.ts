// seccoder-example: 1
// title: List the couriers on duty to customers with Fastify
// guideline: Give a route a response schema; Fastify then sends only the properties it names.
// cwe: CWE-200, CWE-359
// apis: fastify.FastifyInstance.get
// applies: fastify
// --- secure ---
import type { FastifyInstance, onRequestHookHandler } from "fastify";

interface Couriers {
  onDuty(zone: string): Promise<object[]>;
}

const zone = { type: "string", pattern: "^[a-z]{1,20}$" };
const courier = {
  type: "object",
  properties: {
    id: { type: "string" },
    firstName: { type: "string" },
    vehicle: { type: "string" },
  },
};
const schema = {
  params: { type: "object", required: ["zone"], properties: { zone } },
  response: { 200: { type: "array", items: courier } },
};

export function courierRoutes(
  app: FastifyInstance,
  couriers: Couriers,
  requireCustomer: onRequestHookHandler,
): void {
  app.get<{ Params: { zone: string } }>(
    "/zones/:zone/couriers",
    { onRequest: requireCustomer, schema },
    (request) => couriers.onDuty(request.params.zone),
  );
}
// --- vulnerable ---
import type { FastifyInstance, onRequestHookHandler } from "fastify";

interface Couriers {
  onDuty(zone: string): Promise<object[]>;
}

const zone = { type: "string", pattern: "^[a-z]{1,20}$" };
const schema = {
  params: { type: "object", required: ["zone"], properties: { zone } },
};

export function courierRoutes(
  app: FastifyInstance,
  couriers: Couriers,
  requireCustomer: onRequestHookHandler,
): void {
  app.get<{ Params: { zone: string } }>(
    "/zones/:zone/couriers",
    { onRequest: requireCustomer, schema },
    (request) => couriers.onDuty(request.params.zone),
  );
}
