// seccoder-example: 1
// title: Remember a device in a cookie after a second factor
// guideline: Set secret cookies with httpOnly, secure and sameSite, and let them expire.
// cwe: CWE-614, CWE-1004
// apis: express.Response.cookie
// applies: express
// --- secure ---
import { createHash, randomBytes } from "node:crypto";

const DAYS = 30;

export async function rememberDevice(devices, req, res) {
  const token = randomBytes(32).toString("base64url");
  const maxAge = DAYS * 24 * 60 * 60 * 1000;
  await devices.insert({
    userId: req.session.userId,
    tokenHash: createHash("sha256").update(token).digest("hex"),
    expires: new Date(Date.now() + maxAge),
  });
  res.cookie("device", token, {
    httpOnly: true,
    secure: true,
    sameSite: "lax",
    path: "/sign-in",
    maxAge,
  });
}
// --- vulnerable ---
import { createHash, randomBytes } from "node:crypto";

const DAYS = 30;

export async function rememberDevice(devices, req, res) {
  const token = randomBytes(32).toString("base64url");
  const maxAge = DAYS * 24 * 60 * 60 * 1000;
  await devices.insert({
    userId: req.session.userId,
    tokenHash: createHash("sha256").update(token).digest("hex"),
    expires: new Date(Date.now() + maxAge),
  });
  res.cookie("device", token, { path: "/sign-in", maxAge });
}
