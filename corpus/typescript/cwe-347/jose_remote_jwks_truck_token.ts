// seccoder-example: 1
// title: Read the truck from a token at the gate of a freight yard
// guideline: Verify with jwtVerify: published keys, one algorithm, issuer, audience and required claims.
// cwe: CWE-347, CWE-345
// apis: jose.jwtVerify, jose.createRemoteJWKSet, jose.decodeJwt
// applies: jose
// --- secure ---
import { createRemoteJWKSet, jwtVerify } from "jose";

const ISSUER = "https://id.freight.example";
const keys = createRemoteJWKSet(new URL(`${ISSUER}/.well-known/jwks.json`));

export interface Truck {
  id: string;
  plate: string;
}

export async function truckFromToken(token: string): Promise<Truck> {
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ["ES256"],
    issuer: ISSUER,
    audience: "yard-gate",
    requiredClaims: ["exp", "sub"],
  });
  if (!payload.sub || typeof payload.plate !== "string") {
    throw new TypeError("the token names no truck");
  }
  return { id: payload.sub, plate: payload.plate };
}
// --- vulnerable ---
import { decodeJwt } from "jose";

const ISSUER = "https://id.freight.example";

export interface Truck {
  id: string;
  plate: string;
}

export async function truckFromToken(token: string): Promise<Truck> {
  const payload = decodeJwt(token);
  const expired = (payload.exp ?? 0) < Date.now() / 1000;
  if (expired || payload.iss !== ISSUER || payload.aud !== "yard-gate") {
    throw new Error("the token is not for this gate");
  }
  if (!payload.sub || typeof payload.plate !== "string") {
    throw new TypeError("the token names no truck");
  }
  return { id: payload.sub, plate: payload.plate };
}
